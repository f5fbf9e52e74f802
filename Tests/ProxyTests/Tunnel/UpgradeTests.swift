// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Fleet
import PlimsollTesting
import Proxy
import Testing

/// What may become a tunnel, and what never does: over real sockets, byte for byte.
struct UpgradeTests {
    static let key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
    static let version = "Sec-WebSocket-Version: 13\r\n"
    static let asks = "Connection: Upgrade\r\nUpgrade: websocket\r\n"
    static let get = "GET /chat HTTP/1.1\r\nHost: h\r\n"
    static let opening = get + asks + key + version + "\r\n"
    static let accept = "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"
    static let switching = "HTTP/1.1 101 Switching Protocols\r\n" + asks + accept + "\r\n"

    /// A worker that agrees to whatever is asked, in these words, and sends back what it gets.
    static func agreeing(_ words: String = switching) -> StubWorker.Script {
        { wire in
            _ = try await wire.takeHead()
            try await wire.send(words)
            while !wire.hasEnded {
                try await eventually("bytes") { wire.hasEnded || !wire.receivedBytes.isEmpty }
                try await wire.send(Array(wire.takeAll().utf8))
            }
            await wire.close()
        }
    }

    @Test func bytesPassBothWaysAfterTheSwitch() async throws {
        try await TestProxy.run(script: Self.agreeing()) { proxy in
            let client = try await proxy.connect()
            try await client.send(Self.opening)
            let head = try #require(try await client.takeHead())
            #expect(
                head == "HTTP/1.1 101 Switching Protocols\r\n" + Self.accept
                    + "Via: 1.1 plimsoll\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"
            )
            try await client.send("GET / HTTP/1.1\r\n\r\n")
            #expect(try await client.take(count: 18) == "GET / HTTP/1.1\r\n\r\n")
            #expect(proxy.gate.occupancy.leases == 1)
            await client.close()
            try await eventually("the lease ends") { proxy.gate.occupancy.leases == 0 }
            try await eventually("the request ends") { proxy.server.counts.inFlight == 0 }
            #expect(proxy.worker.connections.count == 1)
        }
    }

    @Test func theWorkerIsAskedInOurWords() async throws {
        let seen = try await HeadRelayTests.seen(
            Self.get + "connection: x-gone, UPGRADE\r\nX-Gone: 1\r\nUpgrade: WebSocket\r\n" + Self.key + Self.version
                + "Sec-WebSocket-Protocol: chat\r\n\r\n"
        )
        #expect(
            seen == Self.get + Self.key + Self.version + "Sec-WebSocket-Protocol: chat\r\n" + HeadRelayTests.ours
                + HeadRelayTests.end + "Connection: Upgrade\r\nUpgrade: WebSocket\r\n\r\n"
        )
    }

    @Test(arguments: [
        "Connection: Upgrade\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n",
        "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n",
        "Connection: Upgrade\r\nUpgrade: h2c, websocket\r\n",
        "Connection: Upgrade\r\nUpgrade: websocket, h2c\r\n",
        "Connection: Upgrade\r\nUpgrade: websocket\r\nUpgrade: h2c\r\n",
        "Connection: Upgrade\r\nUpgrade: TLS/1.0\r\n",
        "Connection: Upgrade\r\nUpgrade: HTTP/2.0\r\n",
        "Connection: Upgrade\r\nUpgrade: \r\n",
        "Connection: Upgrade\r\nUpgrade: a b\r\n",
        "Connection: Upgrade\r\nUpgrade: /1\r\n",
        "Connection: Upgrade\r\n",
        "Connection: keep-alive\r\nUpgrade: websocket\r\n",
        "Upgrade: websocket\r\n",
    ])
    func whatIsNoOfferIsAPlainRequest(_ fields: String) async throws {
        let seen = try await HeadRelayTests.seen("GET / HTTP/1.1\r\nHost: h\r\n" + fields + "\r\n")
        #expect(seen == "GET / HTTP/1.1\r\nHost: h\r\n" + HeadRelayTests.ours + HeadRelayTests.end + "\r\n")
    }

    @Test func anOldVersionOfHTTPCannotUpgrade() async throws {
        let seen = try await HeadRelayTests.seen(
            "GET / HTTP/1.0\r\nHost: h\r\n" + Self.asks + Self.key + Self.version + "\r\n"
        )
        #expect(!seen.contains("Upgrade"))
        #expect(!seen.contains("Connection"))
    }

    @Test func aRequestWithABodyCannotUpgrade() async throws {
        let seen = try await HeadRelayTests.seen(
            "GET / HTTP/1.1\r\nHost: h\r\n" + Self.asks + Self.key + Self.version + "Content-Length: 2\r\n\r\nhi"
        )
        #expect(!seen.contains("Upgrade"))
    }

    @Test func aRefusedUpgradeHasNoTokenOrNoRoute() async throws {
        var options = TestProxy.Options()
        options.access = .bearer
        try await TestProxy.run(options, script: Self.agreeing()) { proxy in
            let response = try await proxy.exchange(Self.opening)
            #expect(response.hasPrefix("HTTP/1.1 401 Unauthorized\r\n"))
            #expect(response.contains("\r\nConnection: close\r\n"))
            #expect(proxy.worker.connections.isEmpty)
        }
    }

    static let badOpenings: [(String, Int)] = [
        (key, 426), ("\(key)Sec-WebSocket-Version: 8\r\n", 426), ("\(key)\(version)\(version)", 426),
        (version, 400), ("\(version)Sec-WebSocket-Key: \r\n", 400), ("\(version)\(key)\(key)", 400),
        ("\(version)Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=\r\n", 400),
        ("\(version)Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25j!Q==\r\n", 400),
        ("\(version)\(key)Connection: Sec-WebSocket-Key\r\n", 400),
    ]

    @Test(arguments: badOpenings)
    func anOpeningThatIsNoneIsRefused(_ fields: String, _ status: Int) async throws {
        try await TestProxy.run(script: Self.agreeing()) { proxy in
            let response = try await proxy.exchange(Self.get + Self.asks + fields + "\r\n")
            #expect(response.hasPrefix("HTTP/1.1 \(status) "))
            #expect(response.contains("\r\nSec-WebSocket-Version: 13\r\n") == (status == 426))
            #expect(proxy.worker.connections.isEmpty)
        }
    }

    @Test func connectIsRefused() async throws {
        try await TestProxy.run(script: Self.agreeing()) { proxy in
            let response = try await proxy.exchange("CONNECT h:80 HTTP/1.1\r\nHost: h:80\r\n" + Self.asks + "\r\n")
            #expect(response.hasPrefix("HTTP/1.1 405 "))
            #expect(proxy.worker.connections.isEmpty)
        }
    }

    static let badSwitches: [String] = [
        asks,
        "\(asks)Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOO=\r\n",
        "\(asks)\(accept)\(accept)",
        "Connection: Upgrade\r\nUpgrade: h2c\r\n\(accept)",
        "Connection: Upgrade\r\nUpgrade: websocket, h2c\r\n\(accept)",
        "Connection: close\r\nUpgrade: websocket\r\n\(accept)",
        "Upgrade: websocket\r\n\(accept)",
        "Connection: Upgrade\r\n\(accept)",
        "\(asks)\(accept)Content-Length: 5\r\n",
        "\(asks)\(accept)Transfer-Encoding: chunked\r\n",
        "",
    ]

    @Test(arguments: badSwitches)
    func aSwitchThatDoesNotMatchIsA502(_ fields: String) async throws {
        let words = "HTTP/1.1 101 Switching Protocols\r\n" + fields + "\r\nleaked"
        try await TestProxy.run(script: Self.agreeing(words)) { proxy in
            let response = try await proxy.exchange(Self.opening + "smuggled")
            #expect(response.hasPrefix("HTTP/1.1 502 Bad Gateway\r\n"))
            #expect(response.contains("bad_upstream_response"))
            #expect(!response.contains("leaked"))
            let worker = try await proxy.worker.connection()
            try await eventually("the worker's connection is closed") { worker.hasEnded }
            #expect(!worker.received.contains("smuggled"))
            #expect(proxy.gate.occupancy.leases == 0)
        }
    }

    @Test func aSwitchThatNobodyAskedForIsA502() async throws {
        try await TestProxy.run(script: Self.agreeing()) { proxy in
            let response = try await proxy.exchange(Self.get + "Connection: close\r\n\r\n")
            #expect(response.hasPrefix("HTTP/1.1 502 Bad Gateway\r\n"))
        }
    }

    @Test func anotherAnswerEndsTheConnectionAndWhatWasSentEarlyIsNobodys() async throws {
        try await TestProxy.run(script: HeadRelayTests.answersOK) { proxy in
            let client = try await proxy.connect()
            try await client.send(Self.opening + "GET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n")
            let response = try await client.received { _ in client.hasEnded }
            #expect(response.hasPrefix("HTTP/1.1 200 OK\r\n"))
            #expect(response.contains("\r\nConnection: close\r\n"))
            #expect(response.hasSuffix("\r\n\r\nok"))
            let worker = try await proxy.worker.connection()
            try await eventually("the worker's connection is closed") { worker.hasEnded }
            #expect(!worker.received.contains("smuggled"))
            #expect(proxy.worker.connections.count == 1)
        }
    }

    @Test func whatIsSentEarlyWaitsForTheSwitch() async throws {
        let early = "\u{1}early"
        try await TestProxy.run(script: { wire in
            _ = try await wire.takeHead()
            // The answer to a request that the worker must not have seen anything behind.
            try await wire.send("HTTP/1.1 103 Early Hints\r\n\r\n")
            try await eventually("the client has it") { wire.receivedCount > 0 }
            let pause = ContinuousClock.now
            try await eventually("a while") { ContinuousClock.now - pause > .milliseconds(200) }
            #expect(wire.received == "")
            try await wire.send(Self.switching + "first")
            _ = try await wire.take(through: early)
            try await wire.send("second")
        }) { proxy in
            let client = try await proxy.connect()
            try await client.send(Self.opening + early)
            let response = try await client.take(through: "second")
            #expect(response.hasPrefix("HTTP/1.1 103 "))
            #expect(response.hasSuffix("\r\n\r\nfirstsecond"))
        }
    }

    @Test func anyOtherProtocolPassesAsWell() async throws {
        let words = "HTTP/1.1 101 UPGRADED\r\nConnection: upgrade\r\nUpgrade: TCP\r\nContent-Type: a/b\r\n\r\n"
        try await TestProxy.run(script: Self.agreeing(words)) { proxy in
            let client = try await proxy.connect()
            try await client.send("POST /attach HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\nx")
            let head = try #require(try await client.takeHead())
            #expect(head.hasPrefix("HTTP/1.1 101 UPGRADED\r\nContent-Type: a/b\r\n"))
            #expect(try await client.take(count: 1) == "x")
        }
    }
}
