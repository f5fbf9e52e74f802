// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Fleet
import PlimsollTesting
import Proxy
import Synchronization
import Testing

/// The proxy's own answers: to whom it does not let in, to what it does not accept, and for workers that fail.
struct AnswerTests {
    static let ok = HeadRelayTests.ok
    static let get = "GET / HTTP/1.1\r\nHost: h\r\n"
    static let token = TestProxy.authorization

    static func guarded() -> TestProxy.Options {
        var options = TestProxy.Options()
        options.access = .bearer
        return options
    }

    static func firstLine(_ response: String) -> String {
        String(response.split(separator: "\r\n").first ?? "")
    }

    @Test(arguments: [
        "", "Authorization: Bearer\r\n", "Authorization: Bearer \r\n", "Authorization: Bearer wrong\r\n",
        "Authorization: Bearer s3cret-toke\r\n", "Authorization: Bearer s3cret-tokenn\r\n",
        "Authorization: Bearer  s3cret-token\r\n", "Authorization: Bearer\ts3cret-token\r\n",
        "Authorization: Bearer s3cret-token x\r\n", "Authorization: Bearer s3cret-token,\r\n",
        "Authorization: Basic s3cret-token\r\n", "Authorization: s3cret-token\r\n",
        "Authorization: Bearer s3cret-tok\u{e9}n\r\n", "Cookie: token=s3cret-token\r\n",
        token + token, "Authorization: Bearer wrong\r\n" + token, "Proxy-Authorization: Bearer s3cret-token\r\n",
        "X_Authorization: Bearer s3cret-token\r\n",
    ]) func withoutTheTokenNothingIsStarted(_ fields: String) async throws {
        var options = Self.guarded()
        options.isReady = false
        try await TestProxy.run(options, script: { _ in }) { proxy in
            for path in ["/", "/?token=s3cret-token", "/nowhere"] {
                let response = try await proxy.exchange(
                    "GET \(path) HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\(fields)\r\n"
                )
                #expect(
                    response == "HTTP/1.1 401 Unauthorized\r\nContent-Type: application/json\r\nContent-Length: 68\r\n"
                        + "Cache-Control: no-store\r\nWWW-Authenticate: Bearer realm=\"plimsoll\"\r\n"
                        + "Connection: close\r\n\r\n"
                        + "{\"error\":\"unauthorized\",\"message\":\"a valid bearer token is needed\"}\n"
                )
            }
            #expect(proxy.leasing.asked.isEmpty)
            #expect(proxy.gate.occupancy.leasesGranted == 0)
        }
    }

    @Test(arguments: ["Bearer", "bearer", "BEARER"]) func theTokenOpensAndStaysHere(_ scheme: String) async throws {
        let seen = try await HeadRelayTests.seen(
            Self.get + "Authorization: \(scheme) s3cret-token\r\n\r\n",
            Self.guarded()
        )
        #expect(!seen.contains("s3cret"))
        #expect(!seen.contains("Authorization"))
    }

    @Test func theWorkerGetsItsOwnToken() async throws {
        var options = Self.guarded()
        options.workerToken = Secret("inner")
        let seen = try await HeadRelayTests.seen(Self.get + Self.token + "\r\n", options)
        #expect(seen.contains("\r\nAuthorization: Bearer inner\r\n"))
        #expect(!seen.contains("s3cret"))
    }

    @Test func anOpenRouteLetsTheClientsOwnCredentialsThroughButNotOurToken() async throws {
        let own = try await HeadRelayTests.seen(Self.get + "Authorization: Basic abc\r\n\r\n")
        #expect(own.contains("\r\nAuthorization: Basic abc\r\n"))
        let ours = try await HeadRelayTests.seen(Self.get + Self.token + "\r\n")
        #expect(!ours.contains("s3cret"))
    }

    @Test func aliveIsSaidToAnybody() async throws {
        try await TestProxy.run(Self.guarded(), script: { _ in }) { proxy in
            let response = try await proxy.exchange("GET /healthz?x HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
            #expect(response.hasPrefix("HTTP/1.1 200 OK\r\n"))
            #expect(response.hasSuffix("\r\n\r\nok"))
            #expect(proxy.gate.occupancy.leasesGranted == 0)
        }
    }

    @Test func withoutARouteThereIsNothing() async throws {
        var options = Self.guarded()
        options.path = "/w1"
        try await TestProxy.run(options, script: HeadRelayTests.answersOK) { proxy in
            let client = try await proxy.connect()
            try await client.send("GET /w10 HTTP/1.1\r\nHost: h\r\n\(Self.token)\r\n")
            let response = try await client.received { $0.contains("no_route") }
            #expect(Self.firstLine(response) == "HTTP/1.1 404 Not Found")
            client.takeAll()
            // The connection is as good as before.
            try await client.send("GET /w1 HTTP/1.1\r\nHost: h\r\n\(Self.token)\r\n")
            _ = try await client.take(through: "ok")
        }
    }

    @Test(arguments: [
        ("GET / HTTP/1.1\r\n\r\n", 400, "missing_host"),
        ("GET / HTTP/1.1\nHost: h\n\n", 400, "bare_line_feed"),
        (
            "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n", 400,
            "content_length_and"
        ),
        ("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", 501, "unknown_transfer_coding"),
        ("GET / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400, "bad_transfer_encoding"),
        ("TRACE / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello", 405, "method_not_allowed"),
        ("CONNECT h:1 HTTP/1.1\r\nHost: h:1\r\n\r\n", 405, "method_not_allowed"),
        ("GET /\(String(repeating: "a", count: 10000)) HTTP/1.1\r\nHost: h\r\n\r\n", 414, "uri_too_long"),
        ("GET / HTTP/1.1\r\nHost: h\r\nX: \(String(repeating: "a", count: 20000))\r\n\r\n", 431, "fields_too_large"),
        ("POST / HTTP/1.1\r\nHost: h\r\nExpect: x\r\nContent-Length: 1\r\n\r\n", 417, "unknown_expectation"),
        ("GET / HTTP/1.2\r\nHost: h\r\n\r\n", 505, "unsupported_version"),
        ("GET //w1 HTTP/1.1\r\nHost: h\r\n\r\n", 400, "ambiguous_path"),
        ("GET /%zz HTTP/1.1\r\nHost: h\r\n\r\n", 400, "ambiguous_path"),
        ("GET /a#b HTTP/1.1\r\nHost: h\r\n\r\n", 400, "fragment_in_target"),
        ("\u{16}\u{3}\u{1}\u{2}\0\u{1}", 400, "bad_request_line"),
        ("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", 400, "bad_chunk"),
        ("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2000\r\n\r\n", 413, "body_too_large"),
        (
            "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n7d0\r\n\(String(repeating: "x", count: 2000))",
            413, "body_too_large"
        ),
    ]) func whatIsNotAcceptedIsAnsweredAndTheConnectionCloses(
        _ request: String,
        _ status: Int,
        _ error: String
    ) async throws {
        var options = TestProxy.Options()
        options.largestBody = 1000
        let gate = ServiceGate(service: "w2", time: SystemTime())
        options.otherRoutes = [Route(service: "w2", rule: RouteRule(path: "/w1"), access: .open, gate: gate)]
        try await TestProxy.run(options, script: { _ in }) { proxy in
            let response = try await proxy.exchange(request + "GET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n")
            #expect(Self.firstLine(response).hasPrefix("HTTP/1.1 \(status) "), "\(response)")
            #expect(response.contains("{\"error\":\"\(error)"), "\(response)")
            #expect(response.contains("\r\nConnection: close\r\n"))
            #expect(response.split(separator: "HTTP/1.1 ").count == 1)
            for connection in proxy.worker.connections { #expect(!connection.received.contains("smuggled")) }
            #expect(proxy.gate.occupancy.leases == 0)
        }
    }

    @Test(arguments: [
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", "garbage\r\n\r\n",
        "HTTP/1.1 99\r\n\r\n", "HTTP/2 200 OK\r\n\r\n", "HTTP/1.1 200 OK\nX: y\n\n", "\u{16}\u{3}\u{1}",
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n",
        "HTTP/1.1 200 OK\r\nX: \0\r\n\r\n", "HTTP/1.1 200 OK\r\nX: \(String(repeating: "a", count: 40000))",
        String(repeating: "HTTP/1.1 100 Continue\r\n\r\n", count: 17),
        String(repeating: "HTTP/1.1 103 Early Hints\r\n\r\n", count: 1000),
    ]) func aWorkersAnswerThatIsNoHTTPIsNotPassedOn(_ answer: String) async throws {
        try await TestProxy.run(script: { wire in
            _ = try await wire.takeHead()
            try? await wire.send(answer)
        }) { proxy in
            let response = try await proxy.exchange(Self.get + "Connection: close\r\n\r\n")
            #expect(response.contains("HTTP/1.1 502 Bad Gateway\r\n"), "\(response)")
            #expect(response.contains("\"error\":\"bad_upstream_response\""))
            #expect(response.contains("\"service\":\"w1\""))
            let worker = try await proxy.worker.connection()
            try await eventually("the worker's connection is dropped") { worker.hasEnded }
            #expect(proxy.gate.occupancy.leases == 0)
        }
    }

    @Test(arguments: [true, false]) func aWorkerThatClosesWithoutAnAnswerIsA502(_ isReset: Bool) async throws {
        try await TestProxy.run(script: { wire in
            _ = try await wire.takeHead()
            if isReset { try await wire.reset() } else { await wire.close() }
        }) { proxy in
            let response = try await proxy.exchange(Self.get + "Connection: close\r\n\r\n")
            #expect(Self.firstLine(response) == "HTTP/1.1 502 Bad Gateway")
            #expect(proxy.worker.connections.count == 1)
        }
    }
}
