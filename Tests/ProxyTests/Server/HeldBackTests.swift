// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Fleet
import Foundation
import PlimsollTesting
import Proxy
import Testing

/// What the proxy itself holds of a client that has ended its side before all it sent was wanted: little, whatever the system holds.
@Suite(.serialized) struct HeldBackTests {
    /// 192 KB on their way out, and a piece with the end.
    private static let most = 256 << 10
    /// A piece more, and what TLS holds at either end of records that are not whole.
    private static let mostSecurely = most + 96 << 10
    static let total = 12 << 20
    private static let opening = "GET / HTTP/1.1\r\nHost: a.test\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n"
    private static let switching = "HTTP/1.1 101 x\r\nConnection: upgrade\r\nUpgrade: tcp\r\n\r\n"

    private static func run(
        script: @escaping StubWorker.Script,
        _ body: (TestProxy) async throws -> Void
    ) async throws {
        try await SecureTest.run { secure in
            var options = TestProxy.Options()
            options.certificates = try await secure.store([["a.test"]])
            options.timeouts.clientReading = .seconds(60)
            options.timeouts.tunnelEnd = .seconds(60)
            options.timeouts.goodbye = .seconds(10)
            try await TestProxy.run(options, script: script, body)
        }
    }

    private static func connect(_ proxy: TestProxy, _ isSecure: Bool) async throws -> Wire {
        try await isSecure ? proxy.connectSecurely(asking: "a.test") : proxy.connect()
    }

    /// Reads a head without what follows it, and from then on only counts and only when it is told to.
    private static func takeHead(_ wire: Wire) async throws {
        try await wire.pauseReading()
        try await eventually("the head") {
            if wire.received.isEmpty { wire.readOnce() }
            return wire.received.hasSuffix("\r\n\r\n")
        }
        wire.onlyCount()
    }

    /// Sends `total` bytes, and no more; counts what the system has taken.
    private static func sendAll(_ wire: Wire, _ sent: Tally, total: Int = Self.total) async throws {
        while sent.count < total {
            let size = min(total - sent.count, 1 << 16)
            try await wire.send([UInt8](repeating: 121, count: size))
            sent.add(size)
        }
        try await wire.finishSending()
    }

    /// Has `wire` read `total` bytes in steps, and expects that between two of them no more than `limit` is held by neither it nor the system.
    /// - Parameter before: what `wire` had received before the first of them.
    /// - Parameter halfway: done once, when it has half of them.
    private static func readInSteps(
        _ wire: Wire,
        after before: Int,
        _ proxy: TestProxy,
        _ sent: Tally,
        holding limit: Int,
        halfway: () async throws -> Void = {}
    ) async throws {
        let queues = SocketQueues(ports: [proxy.port, proxy.securePort, proxy.worker.port])
        var isHalfway = false
        while case let received = wire.receivedCount - before, received < total {
            var held = Int.max
            // What is on its way through a process that does not get its turn comes to rest; what the proxy keeps does not.
            for _ in 0..<5 where held > limit {
                let (given, queued) = (sent.count, try await queues.settledBytes())
                held = given - queued - (wire.receivedCount - before)
            }
            #expect(held <= limit)
            if received > total / 2, !isHalfway {
                isHalfway = true
                try await halfway()
            }
            try await eventually("a step") {
                wire.readOnce()
                return wire.receivedCount - before >= min(total, received + (1 << 20))
            }
        }
    }

    @Test(arguments: [false, true]) func anUploadComesWhole(isSecure: Bool) async throws {
        let (begun, sent) = (Tally(), Tally())
        let script: StubWorker.Script = { wire in
            try await Self.takeHead(wire)
            begun.add(wire.receivedCount)
        }
        try await Self.run(script: script) { proxy in
            let client = try await Self.connect(proxy, isSecure)
            try await client.send("POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: \(Self.total)\r\n\r\n")
            let worker = try await proxy.worker.connection()
            try await eventually("the head") { begun.count > 0 }
            async let sending: Void = Self.sendAll(client, sent)
            let limit = isSecure ? Self.mostSecurely : Self.most
            try await Self.readInSteps(worker, after: begun.count, proxy, sent, holding: limit)
            try await sending
            try await worker.send(HeadRelayTests.ok)
            #expect(try await client.take(through: "ok").hasPrefix("HTTP/1.1 200 OK\r\n"))
        }
    }

    /// The worker takes the last of the body only when the time is over in which a client that has ended its side is taken to wait for an answer.
    /// A unix socket holds little; in one of these lengths the last piece is what the proxy may hold at most.
    @Test(arguments: Array(stride(from: 128 << 10, to: 768 << 10, by: 32 << 10)))
    func anAnswerReachesAClientWhoseEndIsSeenLate(total: Int) async throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "worker-\(UUID().uuidString)").path()
        defer { try? FileManager.default.removeItem(atPath: path) }
        var options = TestProxy.Options()
        options.workerSocket = path
        let begun = Tally()
        let script: StubWorker.Script = { wire in
            try await Self.takeHead(wire)
            begun.add(wire.receivedCount)
        }
        try await TestProxy.run(options, script: script) { proxy in
            let client = try await proxy.connect()
            try await client.send("POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: \(total)\r\n\r\n")
            let worker = try await proxy.worker.connection()
            try await eventually("the head") { begun.count > 0 }
            try await Self.sendAll(client, Tally(), total: total)
            let since = ContinuousClock.now
            try await eventually("the time is over") { ContinuousClock.now - since > .milliseconds(400) }
            try await eventually("the body") {
                worker.readOnce()
                return worker.receivedCount - begun.count == total
            }
            try await worker.send(HeadRelayTests.ok)
            #expect(try await client.take(through: "ok").hasPrefix("HTTP/1.1 200 OK\r\n"))
        }
    }

    /// When the side that reads slowly ends its own.
    enum Moment {
        case before, halfway, after
    }

    @Test(arguments: [false, true], [Moment.before, .halfway, .after])
    func whatATunnelsClientSaysLastComesWhole(isSecure: Bool, workersEnd: Moment) async throws {
        try await Self.run(script: Self.agree) { proxy in
            let (client, worker) = try await Self.open(proxy, isSecure)
            // Where the other half has ended first, the system hands over at once all that it holds.
            let limit = isSecure ? Self.mostSecurely : Self.most
            try await Self.pass(
                from: client,
                to: worker,
                proxy,
                readersEnd: workersEnd,
                holding: workersEnd == .after ? limit : Self.total
            )
            try await Self.hearEnd(worker)
            if workersEnd == .after { try await Self.pass("heard", from: worker, to: client) }
        }
    }

    @Test(arguments: [false, true], [Moment.before, .halfway, .after])
    func whatATunnelsWorkerSaysLastComesWhole(isSecure: Bool, clientsEnd: Moment) async throws {
        try await Self.run(script: Self.agree) { proxy in
            let (client, worker) = try await Self.open(proxy, isSecure)
            // The same, but of a worker it holds little.
            let limit = (isSecure ? Self.mostSecurely : Self.most) + (clientsEnd == .after ? 0 : 384 << 10)
            try await Self.pass(from: worker, to: client, proxy, readersEnd: clientsEnd, holding: limit)
            try await Self.hearEnd(client)
            if clientsEnd == .after { try await Self.pass("heard", from: client, to: worker) }
        }
    }

    private static let agree: StubWorker.Script = { wire in
        try await takeHead(wire)
        try await wire.send(switching)
    }

    private static func open(_ proxy: TestProxy, _ isSecure: Bool) async throws -> (client: Wire, worker: Wire) {
        let client = try await connect(proxy, isSecure)
        try await client.send(opening)
        try await takeHead(client)
        return (client, try await proxy.worker.connection())
    }

    private static func pass(
        from fast: Wire,
        to slow: Wire,
        _ proxy: TestProxy,
        readersEnd: Moment,
        holding limit: Int
    ) async throws {
        if readersEnd == .before {
            try await slow.finishSending()
            try await hearEnd(fast)
        }
        let (before, sent) = (slow.receivedCount, Tally())
        async let sending: Void = sendAll(fast, sent)
        try await readInSteps(slow, after: before, proxy, sent, holding: limit) {
            if readersEnd == .halfway { try await slow.finishSending() }
        }
        try await sending
    }

    private static func pass(_ text: String, from sender: Wire, to wire: Wire) async throws {
        let before = wire.receivedCount
        try await sender.send(text)
        try await eventually("it is heard") {
            wire.readOnce()
            return wire.receivedCount == before + text.utf8.count
        }
    }

    private static func hearEnd(_ wire: Wire) async throws {
        try await eventually("the end") {
            wire.readOnce()
            return wire.hasEnded
        }
    }
}
