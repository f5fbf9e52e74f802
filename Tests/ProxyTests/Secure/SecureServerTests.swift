// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Fleet
import Foundation
import PlimsollTesting
import Proxy
import Testing

/// The secure listener, seen by clients with TLS and by those that should have it.
struct SecureServerTests {
    private static let get = "GET / HTTP/1.1\r\nHost: a.test\r\n\r\n"

    private static func run(
        _ names: [[String]] = [["a.test"]],
        change: (inout TestProxy.Options) -> Void = { _ in },
        script: @escaping StubWorker.Script = HeadRelayTests.answersOK,
        _ body: (TestProxy) async throws -> Void
    ) async throws {
        try await SecureTest.run { test in
            var options = TestProxy.Options()
            options.certificates = try await test.store(names)
            change(&options)
            try await TestProxy.run(options, script: script, body)
        }
    }

    @Test func requestsAreRelayedAndTheWorkerIsToldOfHTTPS() async throws {
        let echo: StubWorker.Script = { wire in
            while let head = try await wire.takeHead(within: .seconds(60)) {
                try await wire.send("HTTP/1.1 200 OK\r\nContent-Length: \(head.utf8.count + 2)\r\n\r\n\(head)ok")
            }
        }
        try await Self.run(script: echo) { proxy in
            let client = try await proxy.connectSecurely(asking: "a.test")
            for _ in 0..<3 {
                try await client.send(Self.get)
                let answer = try await client.take(through: "ok")
                #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
                #expect(answer.contains("X-Forwarded-Proto: https\r\n"))
                #expect(!answer.lowercased().contains("strict-transport-security"))
            }
            #expect(proxy.worker.connections.count == 1)
        }
    }

    @Test func eachNameIsServedItsCertificate() async throws {
        try await Self.run([["a.test"], ["*.b.test"]]) { proxy in
            for (name, served) in [
                ("a.test", "a.test"), ("x.b.test", "*.b.test"), ("nobody.test", "a.test"), (nil, "a.test"),
            ] {
                let client = try await proxy.connectSecurely(asking: name)
                try await client.send("GET /healthz HTTP/1.1\r\nHost: h\r\n\r\n")
                _ = try await client.take(through: "ok")
                #expect(try await client.servedNames() == [served])
                await client.close()
            }
        }
    }

    @Test func aHostOfAnotherCertificateIsMisdirected() async throws {
        try await Self.run([["a.test", "*.a.test"], ["b.test"]]) { proxy in
            func check(asking name: String?, host: String, _ status: String) async throws {
                let client = try await proxy.connectSecurely(asking: name)
                try await client.send("GET / HTTP/1.1\r\nHost: \(host)\r\nConnection: close\r\n\r\n")
                let answer = try await client.received { _ in client.hasEnded }
                #expect(answer.hasPrefix("HTTP/1.1 \(status) "), "\(name ?? "nothing") for \(host)")
            }
            try await check(asking: "a.test", host: "b.test", "421")
            try await check(asking: "a.test", host: "B.test.:8443", "421")
            try await check(asking: "nobody.test", host: "b.test", "421")
            try await check(asking: "b.test", host: "b.test", "200")
            try await check(asking: "a.test", host: "x.a.test", "200")
            try await check(asking: "a.test", host: "nobody.test", "200")
            try await check(asking: nil, host: "b.test", "200")
        }
    }

    @Test func oldVersionsAreRefused() async throws {
        try await Self.run { proxy in
            let old = try await Wire.connectSecurely(to: proxy.securePort, version: .tls11)
            try await eventually("the end") { old.failure != nil }
            let client = try await Wire.connectSecurely(
                to: proxy.securePort,
                version: .tls12,
                protocols: ["h3", "http/1.1"]
            )
            try await client.send(Self.get)
            _ = try await client.take(through: "ok")
        }
    }

    @Test func plainHTTPIsToldToUseHTTPS() async throws {
        try await Self.run(change: { $0.strictTransport = .seconds(60) }) { proxy in
            let client = try await Wire.connect(to: proxy.securePort)
            try await client.send(Self.get)
            let answer = try await client.received { _ in client.hasEnded }
            #expect(answer.hasPrefix("HTTP/1.1 400 Bad Request\r\n"))
            #expect(answer.contains("tls_needed"))
            #expect(!answer.lowercased().contains("strict-transport"))
            #expect(proxy.worker.connections.isEmpty)
        }
    }

    @Test func aHandshakeThatStallsIsEnded() async throws {
        try await Self.run(change: { $0.timeouts.head = .milliseconds(500) }) { proxy in
            let start = ContinuousClock.now
            let silent = try await Wire.connect(to: proxy.securePort)
            let stalled = try await Wire.connect(to: proxy.securePort)
            try await stalled.send([0x16, 0x03, 0x01, 0x02, 0x00, 0x01])
            let shaken = try await proxy.connectSecurely()
            for client in [silent, stalled, shaken] {
                try await eventually("the end", within: .seconds(5)) { client.hasEnded }
            }
            #expect(ContinuousClock.now - start < .seconds(5))
            #expect(silent.received.isEmpty && stalled.received.isEmpty && shaken.received.isEmpty)
            try await eventually("no connection is left") { proxy.server.counts.connections == 0 }
        }
    }

    @Test func garbageEndsItsConnectionOnly() async throws {
        try await Self.run { proxy in
            let huge: [UInt8] = [0x16, 0x03, 0x01, 0xFF, 0xFF] + [UInt8](repeating: 1, count: 70_000)
            for bytes in [huge, [0x16, 0x03, 0x01, 0x00, 0x05, 1, 0xFF, 0xFF, 0xFF, 0]] {
                let client = try await Wire.connect(to: proxy.securePort)
                try? await client.send(bytes)
                try? await client.finishSending()
                try await eventually("the end") { client.hasEnded }
            }
            let client = try await proxy.connectSecurely()
            try await client.send(Self.get)
            _ = try await client.take(through: "ok")
        }
    }

    @Test func aResponseThatWasCutEndsWithoutTLSGoodbye() async throws {
        let cut: StubWorker.Script = { wire in
            _ = try await wire.takeHead()
            try await wire.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")
            try await eventually("it is on its way", within: .seconds(5)) { wire.receivedCount > 0 }
            try await wire.reset()
        }
        try await Self.run(script: cut) { proxy in
            // To HTTP/1.0 the end of the connection alone tells the end of a body.
            let client = try await proxy.connectSecurely()
            try await client.send("GET / HTTP/1.0\r\nHost: a.test\r\n\r\n")
            try await eventually("the end") { client.hasEnded }
            #expect(client.failure != nil, "\(client.received)")
        }
    }

    @Test func aWholeResponseEndsWithTLSGoodbye() async throws {
        let script: StubWorker.Script = { wire in
            _ = try await wire.takeHead()
            try await wire.send("HTTP/1.1 200 OK\r\n\r\n" + String(repeating: "x", count: 300_000))
            await wire.close()
        }
        try await Self.run(script: script) { proxy in
            let client = try await proxy.connectSecurely()
            try await client.send("GET / HTTP/1.0\r\nHost: a.test\r\n\r\n")
            let answer = try await client.received { _ in client.hasEnded }
            #expect(answer.hasSuffix("xxx") && answer.utf8.count > 300_000)
            #expect(client.failure == nil)
        }
    }

    @Test func aClientThatEndsItsSideInOrderIsAnswered() async throws {
        try await Self.run { proxy in
            let client = try await proxy.connectSecurely()
            try await client.send("POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 2\r\n\r\nhi")
            try await client.finishSending()
            let answer = try await client.received { _ in client.hasEnded }
            #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
        }
    }

    @Test func aClientThatGoesWithoutGoodbyeEndsItsRequest() async throws {
        try await Self.run(script: { wire in _ = try await wire.takeHead() }) { proxy in
            let client = try await proxy.connectSecurely()
            try await client.send(Self.get)
            let worker = try await proxy.worker.connection()
            try await eventually("the request") { worker.receivedCount > 0 || worker.hasEnded }
            try await client.closeWithoutGoodbye()
            try await eventually("the worker's connection ends") { worker.hasEnded }
            try await eventually("nothing is left") { proxy.server.counts.connections == 0 }
        }
    }

    @Test func aClientThatDoesNotReadHoldsTheWorkerBack() async throws {
        let size = 48 << 20
        let sent = Tally()
        let script: StubWorker.Script = { wire in
            _ = try await wire.takeHead()
            try await wire.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
            _ = try await wire.takeHead()
            try await wire.send("HTTP/1.1 200 OK\r\nContent-Length: \(size)\r\n\r\n")
            for _ in 0..<(size >> 16) {
                try await wire.send([UInt8](repeating: 7, count: 1 << 16))
                sent.add(1 << 16)
            }
        }
        try await Self.run(script: script) { proxy in
            let client = try await proxy.connectSecurely()
            try await client.send(Self.get)
            _ = try await client.take(through: "ok")
            client.onlyCount()
            try await client.pauseReading()
            try await client.send(Self.get)
            // What the sockets on the way hold is the system's.
            #expect(try await BodyRelayTests.steady(sent) < size * 3 / 4)
            try await client.resumeReading()
            try await eventually("all of it", within: .seconds(60)) { client.receivedCount > size }
            #expect(client.failure == nil)
        }
    }

    @Test func strictTransportIsSaidOnceAndWithTLSOnly() async throws {
        let script: StubWorker.Script = { wire in
            while let _ = try await wire.takeHead(within: .seconds(60)) {
                try await wire.send(
                    "HTTP/1.1 200 OK\r\nstrict-transport-security: max-age=1\r\nContent-Length: 2\r\n\r\nok"
                )
            }
        }
        try await Self.run(change: { $0.strictTransport = .seconds(31_536_000) }, script: script) { proxy in
            let client = try await proxy.connectSecurely()
            for path in ["/", "/healthz"] {
                try await client.send("GET \(path) HTTP/1.1\r\nHost: a.test\r\n\r\n")
                let answer = try await client.take(through: "ok")
                #expect(answer.contains("Strict-Transport-Security: max-age=31536000\r\n"))
                #expect(!answer.contains("max-age=1\r\n"))
            }
            let plain = try await proxy.connect()
            try await plain.send(Self.get)
            #expect(try await plain.take(through: "ok").contains("strict-transport-security: max-age=1\r\n"))
        }
    }

    @Test func tooManyConnectionsAreClosedBeforeTheirHandshake() async throws {
        try await Self.run(change: { $0.mostConnections = 1 }) { proxy in
            let first = try await proxy.connectSecurely()
            try await first.send(Self.get)
            _ = try await first.take(through: "ok")
            let second = try await Wire.connect(to: proxy.securePort)
            try await eventually("the end") { second.hasEnded }
            #expect(proxy.server.counts.refusedConnections == 1)
        }
    }
}
