// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Fleet
import PlimsollTesting
import Proxy
import SeededRandom
import Testing

/// Bodies on their way both ways over real sockets.
struct BodyRelayTests {
    static let post = "POST / HTTP/1.1\r\nHost: h\r\n"
    static let ok = HeadRelayTests.ok

    @Test func aSizedBodyGoesOnAsItIs() async throws {
        try await TestProxy.run(script: { wire in
            _ = try await wire.received { $0.hasSuffix("hello") }
            try await wire.send(Self.ok)
        }) { proxy in
            let client = try await proxy.connect()
            try await client.send(Self.post + "Content-Length: 5\r\n\r\nhel")
            try await client.send("lo")
            _ = try await client.take(through: "ok")
            let seen = try await proxy.worker.connection().received
            #expect(seen.contains("\r\nContent-Length: 5\r\n\r\nhello"))
            #expect(!seen.contains("Transfer-Encoding"))
        }
    }

    @Test func aChunkedBodyIsFramedAnewAndItsTrailersAreSifted() async throws {
        try await TestProxy.run(script: { wire in
            _ = try await wire.received { $0.contains("X-Sum") && $0.hasSuffix("\r\n\r\n") }
            try await wire.send(Self.ok)
        }) { proxy in
            let client = try await proxy.connect()
            try await client.send(
                Self.post + "Transfer-Encoding: Chunked\r\n\r\n00A;x=y\r\n0123456789\r\n1\r\nx\r\n"
                    + "0\r\nX-Sum: 1\r\nContent-Length: 3\r\nHost: e\r\nX-Forwarded-For: e\r\nAuthorization: e\r\n\r\n"
            )
            _ = try await client.take(through: "ok")
            let seen = try await proxy.worker.connection().received
            #expect(
                seen.hasSuffix(
                    "Transfer-Encoding: chunked\r\n\r\na\r\n0123456789\r\n1\r\nx\r\n0\r\nX-Sum: 1\r\n\r\n"
                ),
                "\(seen)"
            )
        }
    }

    @Test func aGETWithAChunkedBodyIsFramedToo() async throws {
        try await TestProxy.run(script: { wire in
            _ = try await wire.received { $0.hasSuffix("0\r\n\r\n") }
            try await wire.send(Self.ok)
        }) { proxy in
            let client = try await proxy.connect()
            try await client.send(
                "GET / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: Chunked\r\n\r\n1c\r\n0\r\n\r\nGET /admin HTTP/1.1\r\n\r\n\r\n0\r\n\r\n"
            )
            _ = try await client.take(through: "ok")
            let seen = try await proxy.worker.connection().received
            #expect(seen.contains("Transfer-Encoding: chunked\r\n\r\n1c\r\n0\r\n\r\nGET /admin"), "\(seen)")
        }
    }

    @Test func aChunkedResponseIsFramedAnew() async throws {
        try await TestProxy.run(script: { wire in
            while let _ = try await wire.takeHead() {
                try await wire.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n003;x\r\nabc\r\n")
                try await wire.send("0\r\nX-Sum: 1\r\nSet-Cookie: a\r\nTransfer-Encoding: x\r\n\r\n")
            }
        }) { proxy in
            let client = try await proxy.connect()
            for _ in 0..<2 {
                try await client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
                let response = try await client.received { $0.contains("Set-Cookie: a\r\n\r\n") }
                client.takeAll()
                #expect(
                    response == "HTTP/1.1 200 OK\r\nVia: 1.1 plimsoll\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n"
                        + "0\r\nX-Sum: 1\r\nSet-Cookie: a\r\n\r\n"
                )
            }
            #expect(proxy.worker.connections.count == 1)
        }
    }

    @Test func anOldClientGetsAChunkedResponseUntilItsConnectionCloses() async throws {
        try await TestProxy.run(script: { wire in
            _ = try await wire.takeHead()
            try await wire.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n")
        }) { proxy in
            let response = try await proxy.exchange("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
            #expect(response == "HTTP/1.1 200 OK\r\nVia: 1.1 plimsoll\r\nConnection: close\r\n\r\nabcde")
        }
    }

    @Test func aResponseThatEndsWithItsConnectionIsChunked() async throws {
        try await TestProxy.run(script: { wire in
            _ = try await wire.takeHead()
            try await wire.send("HTTP/1.0 200 OK\r\n\r\nabc")
            await wire.close()
        }) { proxy in
            let client = try await proxy.connect()
            for _ in 0..<2 {
                try await client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
                let response = try await client.take(through: "0\r\n\r\n")
                #expect(
                    response
                        == "HTTP/1.1 200 OK\r\nVia: 1.0 plimsoll\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"
                )
            }
        }
    }

    @Test func aResponseIsPassedOnAsItComes() async throws {
        try await TestProxy.run(script: { wire in
            _ = try await wire.takeHead()
            try await wire.send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; x=y\r\n\r\n")
            for number in 0..<3 {
                try await wire.send("data: \(number)\n\n")
                _ = try await wire.received { $0.contains("seen \(number)") }
            }
        }) { proxy in
            let client = try await proxy.connect()
            try await client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1000\r\n\r\n")
            for number in 0..<3 {
                // The worker goes on only when this has arrived.
                _ = try await client.received { $0.contains("data: \(number)\n\n") }
                try await client.send("seen \(number)")
            }
        }
    }

    @Test func anEarlyResponseIsPassedOnWhileTheBodyStillComes() async throws {
        try await TestProxy.run(script: { wire in
            _ = try await wire.takeHead()
            try await wire.send("HTTP/1.1 413 Too much\r\nContent-Length: 2\r\n\r\nno")
        }) { proxy in
            let client = try await proxy.connect()
            try await client.send(Self.post + "Content-Length: 100000\r\n\r\n" + String(repeating: "x", count: 5000))
            #expect(try await client.take(through: "no").hasPrefix("HTTP/1.1 413 Too much\r\n"))
            try await eventually("closing") { client.hasEnded }
            let worker = try await proxy.worker.connection()
            try await eventually("the worker's connection is not kept") { worker.hasEnded }
            #expect(proxy.gate.occupancy.leases == 0)
        }
    }

    @Test func aLargeBodyGoesBothWaysWhole() async throws {
        let size = 20 << 20
        try await TestProxy.run(script: { wire in
            _ = try await wire.takeHead()
            // It sends back as much as it gets.
            try await wire.send("HTTP/1.1 200 OK\r\nContent-Length: \(size)\r\n\r\n")
            var sent = 0
            while sent < size {
                let came = wire.takeAll().utf8.count
                guard came > 0 else {
                    try await eventually("more") { !wire.received.isEmpty }
                    continue
                }
                try await wire.send([UInt8](repeating: 120, count: came))
                sent += came
            }
        }) { proxy in
            let client = try await proxy.connect()
            client.onlyCount()
            try await client.send(Self.post + "Content-Length: \(size)\r\n\r\n")
            let piece = [UInt8](repeating: 121, count: 1 << 20)
            for _ in 0..<(size >> 20) { try await client.send(piece) }
            try await eventually("all of it", within: .seconds(60)) { client.receivedCount > size }
        }
    }

    @Test func aSlowClientHoldsAFastWorkerBack() async throws {
        let size = 128 << 20
        let sent = Tally()
        try await TestProxy.run(script: { wire in
            _ = try await wire.takeHead()
            try await wire.send("HTTP/1.1 200 OK\r\nContent-Length: \(size)\r\n\r\n")
            for _ in 0..<(size >> 16) {
                try await wire.send([UInt8](repeating: 120, count: 1 << 16))
                sent.add(1 << 16)
            }
        }) { proxy in
            let client = try await proxy.connect()
            client.onlyCount()
            try await client.pauseReading()
            try await client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
            // What the sockets on the way hold is the system's.
            #expect(try await Self.steady(sent) < size * 3 / 4)
            try await client.resumeReading()
            try await eventually("all of it", within: .seconds(60)) { client.receivedCount > size }
        }
    }

    @Test func aSlowWorkerHoldsAFastClientBack() async throws {
        let size = 128 << 20
        let sent = Tally()
        let readings = Tally()
        try await TestProxy.run(script: { wire in
            wire.onlyCount()
            try await wire.pauseReading()
            try await eventually("leave to read", within: .seconds(60)) { readings.count > 0 }
            try await wire.resumeReading()
            try await eventually("all of it", within: .seconds(60)) { wire.receivedCount > size }
            try await wire.send(Self.ok)
        }) { proxy in
            let client = try await proxy.connect()
            try await client.send(Self.post + "Content-Length: \(size)\r\n\r\n")
            async let sending: Void = {
                for _ in 0..<(size >> 16) {
                    try await client.send([UInt8](repeating: 121, count: 1 << 16))
                    sent.add(1 << 16)
                }
            }()
            #expect(try await Self.steady(sent) < size * 3 / 4)
            readings.add(1)
            try await sending
            _ = try await client.received(within: .seconds(60)) { $0.hasSuffix("ok") }
        }
    }

    /// The count once it has stood still for a while.
    static func steady(_ tally: Tally) async throws -> Int {
        var last = 0
        var since = ContinuousClock.now
        try await eventually("standing still", within: .seconds(60)) {
            if tally.count != last {
                last = tally.count
                since = .now
            }
            return last > 0 && ContinuousClock.now - since > .milliseconds(500)
        }
        return last
    }

    @Test func anySplitOfTheStreamGivesTheSame() async throws {
        let requests =
            "GET /1 HTTP/1.1\r\nHost: h\r\n\r\n"
            + Self.post + "Content-Length: 5\r\n\r\nhello"
            + Self.post + "Transfer-Encoding: chunked\r\n\r\n3;x\r\nabc\r\n2\r\nde\r\n0\r\nX-T: 1\r\n\r\n"
            + "\r\nHEAD /4 HTTP/1.1\r\nHost: h\r\n\r\n"
            + "GET /5 HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"
        try await TestProxy.run(script: { wire in
            // Says back what it saw, whole.
            while let head = try await wire.takeHead(within: .seconds(60)) {
                var body = ""
                if head.contains("Content-Length: 5") { body = try await wire.take(count: 5) }
                if head.contains("chunked") {
                    while !body.hasSuffix("X-T: 1\r\n\r\n") {
                        try await eventually("a chunk") { !wire.received.isEmpty }
                        body += wire.takeAll()
                    }
                    let lines = body.split(separator: "\r\n")
                    body = lines.filter { Int($0, radix: 16).map { $0 > 5 } ?? true }.joined()
                }
                let line = head.split(separator: "\r\n").first ?? ""
                let text = "\(line)|\(body)"
                try await wire.send("HTTP/1.1 200 OK\r\nContent-Length: \(text.utf8.count)\r\n\r\n")
                if !line.hasPrefix("HEAD") { try await wire.send(text) }
            }
        }) { proxy in
            let whole = try await proxy.exchange(requests)
            #expect(whole.contains("POST / HTTP/1.1|abcdeX-T: 1"), "\(whole)")
            var random = SeededGenerator(seed: 5)
            for _ in 0..<40 {
                let client = try await proxy.connect()
                for piece in random.pieces(of: Array(requests.utf8), longest: 40) { try await client.send(piece) }
                _ = try await client.received { _ in client.hasEnded }
                #expect(client.received == whole)
                await client.close()
            }
        }
    }
}
