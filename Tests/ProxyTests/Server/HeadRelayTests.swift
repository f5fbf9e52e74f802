// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Fleet
import PlimsollTesting
import Proxy
import Testing

/// The heads that workers and clients get, byte for byte, over real sockets.
struct HeadRelayTests {
    static let ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
    static let answersOK: StubWorker.Script = { wire in
        while let _ = try await wire.takeHead(within: .seconds(60)) { try await wire.send(ok) }
    }

    /// What the worker sees of `request`, with the id taken out.
    static func seen(_ request: String, _ options: TestProxy.Options = .init()) async throws -> String {
        try await TestProxy.run(
            options,
            script: { wire in
                _ = try await wire.received { $0.contains("\r\n\r\n") }
                try await wire.send(ok)
            }
        ) { proxy in
            let client = try await proxy.connect()
            try await client.send(request)
            _ = try await client.take(through: "ok")
            let seen = try await proxy.worker.connection().received
            let lines = seen.split(separator: "\r\n", omittingEmptySubsequences: false)
            return lines.map { line in
                line.hasPrefix("X-Request-ID: ") && line.utf8.count == 46
                    ? "X-Request-ID: (ours)" : Self.hidingPseudonym(in: line)
            }.joined(separator: "\r\n")
        }
    }

    static let ours = "X-Forwarded-For: 127.0.0.1\r\nX-Forwarded-Proto: http\r\nX-Forwarded-Host: h\r\n"
    /// A value of `Via` without what differs from proxy to proxy.
    static func hidingPseudonym(in text: some StringProtocol) -> String {
        guard let name = text.firstRange(of: " plimsoll-"), text[name.upperBound...].utf8.count == 8 else {
            return String(text)
        }
        return text[..<name.upperBound] + "(ours)"
    }

    static let end = "Via: 1.1 plimsoll-(ours)\r\nX-Request-ID: (ours)\r\n"

    @Test func aRequestIsAuthoredAnew() async throws {
        let seen = try await Self.seen(
            "GET /a%2Fb?c=%3F HTTP/1.1\r\nX-A: 1\r\nHost: h\r\nConnection: x-b, keep-alive\r\nKeep-Alive: 5\r\nX-B: 2\r\n"
                + "TE: trailers\r\nTrailer: x\r\nProxy-Authorization: x\r\nProxy-Foo: y\r\nUpgrade: h2c\r\n"
                + "HTTP2-Settings: x\r\nX_A: 9\r\nX-A:3\r\nCookie: a=b\r\n\r\n"
        )
        #expect(
            seen == "GET /a%2Fb?c=%3F HTTP/1.1\r\nX-A: 1\r\nHost: h\r\nX-A:3\r\nCookie: a=b\r\n" + Self.ours + Self.end
                + "\r\n"
        )
    }

    @Test func anyMethodGoesThrough() async throws {
        let seen = try await Self.seen("PROPFIND / HTTP/1.1\r\nHost: h\r\nDepth: 1\r\n\r\n")
        #expect(seen.hasPrefix("PROPFIND / HTTP/1.1\r\nHost: h\r\nDepth: 1\r\n"))
    }

    @Test(arguments: [
        ("/w1", "/"), ("/w1/", "/"), ("/w1/a", "/a"), ("/w1?q", "/?q"), ("/w1//a", "//a"), ("/w1/a%2Fb", "/a%2Fb"),
        ("http://h/w1/a", "/a"),
    ]) func thePrefixIsTakenOff(_ target: String, _ wanted: String) async throws {
        var options = TestProxy.Options()
        options.path = "/w1"
        let seen = try await Self.seen("GET \(target) HTTP/1.1\r\nHost: h\r\n\r\n", options)
        #expect(
            seen == "GET \(wanted) HTTP/1.1\r\nHost: h\r\n" + Self.ours + "X-Forwarded-Prefix: /w1\r\n" + Self.end
                + "\r\n"
        )
    }

    @Test(arguments: [
        ("/w1", "/w1"), ("/w1/", "/w1/"), ("/w1?q", "/w1?q"), ("/w1//a", "/w1//a"),
        ("/w1/a%2Fb?c=%3F", "/w1/a%2Fb?c=%3F"),
        ("http://h/w1/a", "/w1/a"), ("http://h/w1", "/w1"),
    ]) func thePrefixStaysWhereTheWorkerKnowsIt(_ target: String, _ wanted: String) async throws {
        var options = TestProxy.Options()
        options.path = "/w1"
        options.stripsPrefix = false
        let seen = try await Self.seen("GET \(target) HTTP/1.1\r\nHost: h\r\nX-Forwarded-Prefix: /e\r\n\r\n", options)
        #expect(seen == "GET \(wanted) HTTP/1.1\r\nHost: h\r\n" + Self.ours + Self.end + "\r\n")
    }

    @Test func thePrefixThatATrustedPeerTookOffIsToldWhetherOrNotAnotherIs() async throws {
        var options = TestProxy.Options()
        options.path = "/w1"
        options.trusts = ["127.0.0.1"]
        for (strips, path) in [(true, "/a"), (false, "/w1/a")] {
            options.stripsPrefix = strips
            let seen = try await Self.seen(
                "GET /w1/a HTTP/1.1\r\nHost: h\r\nX-Forwarded-Prefix: /outer\r\n\r\n",
                options
            )
            #expect(seen.hasPrefix("GET \(path) HTTP/1.1\r\nHost: h\r\nX-Forwarded-Prefix: /outer\r\n"))
            #expect(!seen.contains("X-Forwarded-Prefix: /w1"))
        }
    }

    @Test func anAbsoluteTargetIsBroughtToItsPlainForm() async throws {
        let seen = try await Self.seen("GET http://h?q HTTP/1.1\r\nHost: h\r\n\r\n")
        #expect(seen.hasPrefix("GET /?q HTTP/1.1\r\nHost: h\r\n"))
    }

    @Test func anOldRequestIsSentOnInOurVersion() async throws {
        let seen = try await Self.seen("GET /x HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
        #expect(
            seen == "GET /x HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: 127.0.0.1\r\nX-Forwarded-Proto: http\r\n"
                + "Via: 1.0 plimsoll-(ours)\r\nX-Request-ID: (ours)\r\n\r\n"
        )
    }

    static let claims =
        "X-Forwarded-For: 1.2.3.4\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Host: e\r\n"
        + "X-Forwarded-Port: 1\r\nForwarded: for=1.2.3.4\r\nX-Real-IP: 1.2.3.4\r\nVia: 1.1 e\r\nX-Request-ID: abc-1\r\n"

    @Test func whatAStrangerClaimsIsDropped() async throws {
        let seen = try await Self.seen("GET / HTTP/1.1\r\nHost: h\r\n\(Self.claims)\r\n")
        #expect(seen == "GET / HTTP/1.1\r\nHost: h\r\n" + Self.ours + Self.end + "\r\n")
    }

    @Test func whatATrustedProxyTellsIsToldInOurWords() async throws {
        var options = TestProxy.Options()
        options.trusts = ["127.0.0.0/8"]
        let seen = try await Self.seen("GET / HTTP/1.1\r\nHost: h\r\n\(Self.claims)\r\n", options)
        #expect(
            seen == "GET / HTTP/1.1\r\nHost: h\r\nX-Forwarded-Port: 1\r\nVia: 1.1 e\r\nX-Request-ID: abc-1\r\n"
                + "X-Forwarded-For: 1.2.3.4, 127.0.0.1\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Host: e\r\n"
                + "X-Real-IP: 1.2.3.4\r\nVia: 1.1 plimsoll-(ours)\r\n\r\n"
        )
    }

    @Test func aRequestIDThatCouldHarmALogIsReplaced() async throws {
        var options = TestProxy.Options()
        options.trusts = ["127.0.0.1"]
        let seen = try await Self.seen("GET / HTTP/1.1\r\nHost: h\r\nX-Request-ID: a\"b\r\n\r\n", options)
        #expect(seen.hasSuffix(Self.end + "\r\n"))
    }

    @Test func namingOurFieldsInConnectionTakesNoneAway() async throws {
        let seen = try await Self.seen(
            "GET / HTTP/1.1\r\nHost: h\r\nConnection: Host, X-Forwarded-For, Via, Content-Length\r\n\r\n"
        )
        #expect(seen == "GET / HTTP/1.1\r\nHost: h\r\n" + Self.ours + Self.end + "\r\n")
    }

    @Test func aResponseIsAuthoredAnew() async throws {
        try await TestProxy.run(script: { wire in
            _ = try await wire.takeHead()
            try await wire.send(
                "HTTP/1.1 299 Fine by me\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\nKeep-Alive: x\r\nConnection: x-c\r\n"
                    + "X-C: 1\r\nProxy-Authenticate: x\r\nUpgrade: h2c\r\nLocation: http://172.17.0.5/\r\nx_y: 1\r\n"
                    + "Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\nok"
            )
        }) { proxy in
            let client = try await proxy.connect()
            try await client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
            let response = try await client.take(through: "ok")
            #expect(
                response == "HTTP/1.1 299 Fine by me\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\n"
                    + "Location: http://172.17.0.5/\r\nx_y: 1\r\nContent-Encoding: gzip\r\nVia: 1.1 plimsoll\r\n"
                    + "Content-Length: 2\r\n\r\nok"
            )
        }
    }

    @Test(arguments: [
        // Request line and worker's answer; what the client gets behind the status line.
        ("HEAD / HTTP/1.1", "Content-Length: 9\r\n\r\n", "Via: 1.1 plimsoll\r\nContent-Length: 9\r\n\r\n"),
        ("HEAD / HTTP/1.1", "Transfer-Encoding: chunked\r\n\r\n", "Via: 1.1 plimsoll\r\n\r\n"),
        ("GET / HTTP/1.1", "Content-Length: 0\r\n\r\n", "Via: 1.1 plimsoll\r\n\r\n"),
    ]) func aResponseWithoutABodySaysWhatItMay(
        _ requestLine: String,
        _ answer: String,
        _ wanted: String
    ) async throws {
        try await TestProxy.run(script: { wire in
            while let _ = try await wire.takeHead() { try await wire.send("HTTP/1.1 200 OK\r\n" + answer) }
        }) { proxy in
            let client = try await proxy.connect()
            for _ in 0..<2 {
                try await client.send(requestLine + "\r\nHost: h\r\n\r\n")
                let response = try await client.take(through: "\r\n\r\n")
                if requestLine.hasPrefix("HEAD") {
                    #expect(response == "HTTP/1.1 200 OK\r\n" + wanted)
                } else {
                    #expect(response == "HTTP/1.1 200 OK\r\nVia: 1.1 plimsoll\r\nContent-Length: 0\r\n\r\n")
                }
            }
            #expect(proxy.worker.connections.count == 1)
        }
    }

    @Test(arguments: [204, 304]) func statusesWithoutABodyHaveNone(_ status: Int) async throws {
        try await TestProxy.run(script: { wire in
            while let _ = try await wire.takeHead() {
                try await wire.send("HTTP/1.1 \(status) X\r\nContent-Length: 5\r\n\r\n")
            }
        }) { proxy in
            let client = try await proxy.connect()
            for _ in 0..<2 {
                try await client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
                let response = try await client.take(through: "\r\n\r\n")
                let length = status == 304 ? "Content-Length: 5\r\n" : ""
                #expect(response == "HTTP/1.1 \(status) X\r\nVia: 1.1 plimsoll\r\n\(length)\r\n")
            }
        }
    }
}
