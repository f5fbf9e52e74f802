// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Fleet
import Glibc
import PlimsollTesting
import Proxy
import Testing

/// What becomes of a request when one of its two sides leaves in the middle.
struct PartingTests {
    static let chunked = "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"

    @Test func aClientThatLeavesTheLineInTheMiddleOfAChunkedBodyIsNoticed() async throws {
        var options = TestProxy.Options()
        options.isReady = false
        try await TestProxy.run(options, script: { _ in }) { proxy in
            let isCancelled = Tally()
            proxy.leasing.decide { _ async throws(LeaseRefusal) -> Lease in
                do {
                    try await eventually("never", within: .seconds(60)) { false }
                } catch {
                    isCancelled.add(1)
                }
                throw LeaseRefusal(.cancelled, "nobody waits")
            }
            let client = try await proxy.connect()
            try await client.send(Self.chunked + "5\r\nhello\r\n4\r\nha")
            try await eventually("it stands in line") { proxy.leasing.asked.count == 1 }
            await client.close()
            try await eventually("it has left the line", within: .seconds(5)) { isCancelled.count == 1 }
            try await eventually("no request is left") { proxy.server.counts.inFlight == 0 }
        }
    }

    @Test(arguments: [false, true])
    func aClientThatLeavesTheLineWithMoreThanIsReadIsNoticed(isSecure: Bool) async throws {
        try await SecureTest.run { secure in
            var options = TestProxy.Options()
            options.certificates = try await secure.store([["a.test"]])
            try await Self.leaveTheLine(options, isSecure)
        }
    }

    private static func leaveTheLine(_ given: TestProxy.Options, _ isSecure: Bool) async throws {
        var options = given
        options.isReady = false
        try await TestProxy.run(options, script: { _ in }) { proxy in
            let isCancelled = Tally()
            proxy.leasing.decide { _ async throws(LeaseRefusal) -> Lease in
                do {
                    try await eventually("never", within: .seconds(60)) { false }
                } catch {
                    isCancelled.add(1)
                }
                throw LeaseRefusal(.cancelled, "nobody waits")
            }
            let client = try await isSecure ? proxy.connectSecurely() : proxy.connect()
            try await client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 999999\r\n\r\n")
            try await eventually("it stands in line") { proxy.leasing.asked.count == 1 }
            try await client.send([UInt8](repeating: 120, count: 40 << 10))
            await client.close()
            try await eventually("it has left the line", within: .seconds(5)) { isCancelled.count == 1 }
            try await eventually("no request is left") { proxy.server.counts.inFlight == 0 }
        }
    }

    @Test(arguments: 0..<20)
    func anAnswerBeforeAResetIsTheClients(_ round: Int) async throws {
        try await TestProxy.run(script: { wire in
            _ = try await wire.takeHead()
            try await wire.pauseReading()
            try await wire.send("HTTP/1.1 413 Content Too Large\r\nContent-Length: 4\r\nConnection: close\r\n\r\nmuch")
            // What lies unread makes this a reset.
            if round % 2 == 0 { try await wire.reset() } else { await wire.close() }
        }) { proxy in
            let client = try await proxy.connect()
            try await client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: \(8 << 20)\r\n\r\n")
            let sending = Task {
                for _ in 0..<128 { try await client.send([UInt8](repeating: 120, count: 1 << 16)) }
            }
            let response = try await client.received { $0.hasSuffix("much") || client.hasEnded }
            #expect(response.hasPrefix("HTTP/1.1 413 "))
            #expect(response.hasSuffix("much"))
            sending.cancel()
            _ = await sending.result
            #expect(proxy.gate.occupancy.leases == 0)
        }
    }

    @Test func whatIsNotWantedYetStaysWithTheSystemWhenTheClientEndsItsSide() async throws {
        let total = 48 << 10
        var options = TestProxy.Options()
        options.isReady = false
        try await TestProxy.run(
            options,
            script: { wire in
                _ = try await wire.takeHead()
                try await eventually("all of it") { wire.receivedBytes.count == total }
                try await wire.send(HeadRelayTests.ok)
            }
        ) { proxy in
            let (gate, live, mayGo) = (proxy.gate, proxy.live, Tally())
            proxy.leasing.decide { _ async throws(LeaseRefusal) -> Lease in
                try? await eventually("its turn") { mayGo.count > 0 }
                gate.open(live)
                guard let lease = gate.enter() else { throw LeaseRefusal(.startFailed, "no room") }
                return lease
            }
            let client = try await proxy.connect()
            try await client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: \(total)\r\n\r\n")
            try await eventually("it stands in line") { proxy.leasing.asked.count == 1 }
            try await client.send([UInt8](repeating: 120, count: total))
            try await client.finishSending()
            let start = ContinuousClock.now
            try await eventually("a while") { ContinuousClock.now - start > .milliseconds(300) }
            #expect(try SocketQueues.unread(at: proxy.port) > 0)
            // It has not left: all of it is there, as far as anybody can tell.
            #expect(proxy.server.counts.inFlight == 1)
            mayGo.add(1)
            #expect(try await client.take(through: "ok").hasPrefix("HTTP/1.1 200 OK\r\n"))
        }
    }

    @Test func aResponseThatEndsWithItsConnectionReachesASlowClientWhole() async throws {
        let total = 24 << 20
        try await TestProxy.run(script: { wire in
            _ = try await wire.takeHead()
            try await wire.send("HTTP/1.1 200 OK\r\n\r\n")
            try await wire.send([UInt8](repeating: 120, count: total))
            await wire.close()
        }) { proxy in
            let client = try await proxy.connect()
            try await client.pauseReading()
            client.onlyCount()
            try await client.send("GET / HTTP/1.0\r\nHost: h\r\n\r\n")
            let start = ContinuousClock.now
            try await eventually("a while") { ContinuousClock.now - start > .milliseconds(700) }
            try await client.resumeReading()
            try await eventually("the end") { client.hasEnded }
            #expect(client.receivedCount > total && client.receivedCount < total + 200)
        }
    }

    @Test func anAnswerOnItsWayOutlivesTheEndOfItsClientsSide() async throws {
        let script: StubWorker.Script = { wire in
            while let head = try await wire.takeHead() {
                let total = Int(head.split(separator: " ")[1].dropFirst()) ?? 0
                try await wire.send("HTTP/1.1 200 OK\r\nContent-Length: \(total)\r\n\r\n")
                try await wire.send([UInt8](repeating: 120, count: total))
            }
        }
        try await TestProxy.run(script: script) { proxy in
            // The last that is taken from the worker whole waits in the proxy, behind what the system holds.
            for total in stride(from: 100_000, to: 8_000_000, by: 50_000) {
                let client = try Self.connected(to: proxy.port)
                defer { close(client) }
                let before = proxy.server.counts.requests
                let request = Array("GET /\(total) HTTP/1.1\r\nHost: h\r\n\r\n".utf8)
                #expect(send(client, request, request.count, 0) == request.count)
                try await eventually("it has come") { proxy.server.counts.requests > before }
                let isTaken: Void? = try? await eventually("all is taken", within: .seconds(1)) {
                    proxy.server.counts.inFlight == 0
                }
                guard isTaken != nil else { break }
                shutdown(client, CInt(SHUT_WR))
                var received = 0
                var piece = [UInt8](repeating: 0, count: 1 << 16)
                while case let count = recv(client, &piece, piece.count, 0), count > 0 { received += count }
                #expect(received > total)
            }
        }
    }

    /// A connection whose reader takes little ahead.
    private static func connected(to port: Int) throws -> CInt {
        let client = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
        var size: CInt = 2304
        setsockopt(client, SOL_SOCKET, SO_RCVBUF, &size, socklen_t(MemoryLayout<CInt>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let outcome = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(client, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        try #require(outcome == 0)
        return client
    }
}
