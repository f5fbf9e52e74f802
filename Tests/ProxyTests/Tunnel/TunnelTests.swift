// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Fleet
import PlimsollTesting
import Proxy
import Testing

/// How long a tunnel lives, how it ends, and what it holds meanwhile: over real sockets.
struct TunnelTests {
    static let goingAway: [UInt8] = [0x88, 0x02, 0x03, 0xE9]

    /// Opens one, and gives both of its ends.
    private static func open(_ proxy: TestProxy) async throws -> (client: Wire, worker: Wire) {
        let client = try await proxy.connect()
        try await client.send(UpgradeTests.opening)
        _ = try #require(try await client.takeHead())
        return (client, try await proxy.worker.connection())
    }

    private static let silent: StubWorker.Script = { wire in
        _ = try await wire.takeHead()
        try await wire.send(UpgradeTests.switching)
    }

    /// Takes what is a masked close frame with status 1001, and nothing else.
    private static func takeGoodbye(_ worker: Wire) async throws {
        try await eventually("a close frame") { worker.receivedBytes.count == 8 }
        let frame = worker.receivedBytes
        #expect(Array(frame[..<2]) == [0x88, 0x82])
        #expect([frame[6] ^ frame[2], frame[7] ^ frame[3]] == [0x03, 0xE9])
    }

    @Test func onlyPingsAreNoUseOfTheWorker() async throws {
        var options = TestProxy.Options()
        options.tunnelIdleTimeout = .milliseconds(700)
        try await TestProxy.run(options, script: Self.silent) { proxy in
            let start = ContinuousClock.now
            let (client, worker) = try await Self.open(proxy)
            try await eventually("the end", within: .seconds(5)) {
                try? await client.send(FrameScannerTests.ping)
                try? await worker.send(FrameScannerTests.pong)
                return proxy.gate.occupancy.leases == 0
            }
            #expect(ContinuousClock.now - start >= .milliseconds(690))
            try await eventually("the client is told") { client.receivedBytes.suffix(4) == Self.goingAway[...] }
            try await eventually("both are closed") { client.hasEnded && worker.hasEnded }
            #expect(worker.receivedBytes.suffix(8).starts(with: [0x88, 0x82]))
        }
    }

    @Test(arguments: [true, false])
    func payloadEitherWayIsUseOfTheWorker(_ isFromClient: Bool) async throws {
        var options = TestProxy.Options()
        options.tunnelIdleTimeout = .milliseconds(1500)
        try await TestProxy.run(options, script: Self.silent) { proxy in
            let (client, worker) = try await Self.open(proxy)
            let start = ContinuousClock.now
            var count = 0
            try await eventually("a while") {
                try await (isFromClient ? client : worker).send(FrameScannerTests.text)
                count += 1
                return ContinuousClock.now - start > .seconds(3)
            }
            #expect(proxy.gate.occupancy.leases == 1)
            try await Self.text(count, at: isFromClient ? worker : client)
            try await eventually("the end") { proxy.gate.occupancy.leases == 0 }
            try await client.take(Self.goingAway)
        }
    }

    private static func text(_ count: Int, at wire: Wire) async throws {
        try await wire.take((0..<count).flatMap { _ in FrameScannerTests.text })
    }

    @Test func aTunnelMayBeSilentForEverWhereNoLimitIsSet() async throws {
        var options = TestProxy.Options()
        options.timeouts.keepAlive = .seconds(2)
        options.timeouts.response = .seconds(2)
        options.timeouts.responseBody = .seconds(2)
        try await TestProxy.run(options, script: Self.silent) { proxy in
            let (client, worker) = try await Self.open(proxy)
            let start = ContinuousClock.now
            try await eventually("a while") { ContinuousClock.now - start > .seconds(4) }
            try await worker.send(FrameScannerTests.text)
            try await client.take(FrameScannerTests.text)
        }
    }

    @Test func noWordIsSaidInTheMiddleOfAFrame() async throws {
        var options = TestProxy.Options()
        options.tunnelIdleTimeout = .seconds(1)
        try await TestProxy.run(options, script: Self.silent) { proxy in
            let (client, worker) = try await Self.open(proxy)
            let half = Array(FrameScannerTests.text.dropLast())
            try await worker.send(half)
            try await client.take(half)
            try await eventually("the end") { client.hasEnded }
            #expect(client.receivedBytes.isEmpty)
            try await Self.takeGoodbye(worker)
        }
    }

    @Test func aWorkerThatIsToEndTakesItsTunnelsLeave() async throws {
        try await TestProxy.run(script: Self.silent) { proxy in
            let (client, worker) = try await Self.open(proxy)
            proxy.live.recall.make()
            try await client.take(Self.goingAway)
            try await Self.takeGoodbye(worker)
            try await eventually("the lease ends") { proxy.gate.occupancy.leases == 0 }
            try await eventually("both are closed") { client.hasEnded && worker.hasEnded }
        }
    }

    @Test func aTunnelIsEndedWithAWordWhenTheProxyHasWaitedLongEnough() async throws {
        try await TestProxy.run(script: Self.silent) { proxy in
            let (client, worker) = try await Self.open(proxy)
            let start = ContinuousClock.now
            await proxy.server.drain(within: .milliseconds(400))
            #expect(ContinuousClock.now - start >= .milliseconds(400))
            try await client.take(Self.goingAway)
            try await Self.takeGoodbye(worker)
            #expect(proxy.gate.occupancy.leases == 0)
        }
    }

    @Test func aTunnelOfAnotherProtocolEndsWithoutAWord() async throws {
        let words = "HTTP/1.1 101 x\r\nConnection: upgrade\r\nUpgrade: tcp\r\n\r\n"
        var options = TestProxy.Options()
        options.tunnelIdleTimeout = .milliseconds(300)
        try await TestProxy.run(options, script: UpgradeTests.agreeing(words)) { proxy in
            let client = try await proxy.connect()
            try await client.send("GET / HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n")
            _ = try #require(try await client.takeHead())
            try await eventually("the end") { client.hasEnded }
            #expect(client.receivedBytes.isEmpty)
        }
    }

    @Test func aClientThatSaysNoMoreStillListens() async throws {
        try await TestProxy.run(script: Self.silent) { proxy in
            let (client, worker) = try await Self.open(proxy)
            try await client.send("last")
            try await client.finishSending()
            _ = try await worker.take(through: "last")
            try await eventually("the worker hears the end") { worker.hasEnded }
            let start = ContinuousClock.now
            try await eventually("a while") { ContinuousClock.now - start > .milliseconds(400) }
            try await worker.send("answer")
            _ = try await client.take(through: "answer")
            #expect(proxy.gate.occupancy.leases == 1)
            await worker.close()
            try await eventually("the end") { client.isClosed && proxy.gate.occupancy.leases == 0 }
        }
    }

    @Test func aWebSocketOfOneSideDoesNotLast() async throws {
        var options = TestProxy.Options()
        options.timeouts.tunnelEnd = .milliseconds(300)
        try await TestProxy.run(options, script: Self.silent) { proxy in
            let (client, worker) = try await Self.open(proxy)
            try await client.finishSending()
            try await eventually("the end") { proxy.gate.occupancy.leases == 0 }
            try await client.take(Self.goingAway)
            try await eventually("the worker's connection is closed") { worker.isClosed || worker.hasEnded }
        }
    }

    @Test func aWorkerThatSaysNoMoreStillListens() async throws {
        try await TestProxy.run(script: Self.silent) { proxy in
            let (client, worker) = try await Self.open(proxy)
            try await worker.send("last")
            try await worker.finishSending()
            _ = try await client.take(through: "last")
            try await eventually("the client hears the end") { client.hasEnded }
            try await client.send("answer")
            _ = try await worker.take(through: "answer")
            await client.close()
            try await eventually("the end") { worker.isClosed && proxy.gate.occupancy.leases == 0 }
        }
    }

    @Test func aWorkerThatBreaksOffTakesTheClientWithIt() async throws {
        try await TestProxy.run(script: Self.silent) { proxy in
            let (client, worker) = try await Self.open(proxy)
            try await worker.reset()
            try await eventually("the end") { client.isClosed && proxy.gate.occupancy.leases == 0 }
            #expect(client.receivedBytes.isEmpty)
        }
    }

    @Test func aClientThatBreaksOffTakesTheWorkersConnectionWithIt() async throws {
        try await TestProxy.run(script: Self.silent) { proxy in
            let (client, worker) = try await Self.open(proxy)
            try await client.reset()
            try await eventually("the end") { worker.hasEnded && proxy.gate.occupancy.leases == 0 }
            try await eventually("no connection is left") { proxy.server.counts.connections == 0 }
        }
    }

    @Test(arguments: [true, false])
    func whoDoesNotReadIsNotWrittenTo(_ isClientSlow: Bool) async throws {
        var options = TestProxy.Options()
        options.timeouts.clientReading = .seconds(60)
        try await TestProxy.run(options, script: Self.silent) { proxy in
            let (client, worker) = try await Self.open(proxy)
            let (slow, fast) = isClientSlow ? (client, worker) : (worker, client)
            slow.onlyCount()
            try await slow.pauseReading()
            let total = 64 << 20
            let sent = Tally()
            let sending = Task {
                for _ in 0..<(total >> 16) {
                    try await fast.send([UInt8](repeating: 0, count: 1 << 16))
                    sent.add(1 << 16)
                }
            }
            var last = -1
            var since = ContinuousClock.now
            try await eventually("it stands still") {
                if sent.count != last { (last, since) = (sent.count, .now) }
                return ContinuousClock.now - since > .milliseconds(500)
            }
            // What the system holds at both ends is not ours.
            #expect(sent.count < 24 << 20)
            try await slow.resumeReading()
            try await eventually("all of it") { slow.receivedCount >= total }
            try await sending.value
        }
    }
}
