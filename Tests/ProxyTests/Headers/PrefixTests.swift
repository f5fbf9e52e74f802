// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Fleet
import PlimsollTesting
import Proxy
import Testing

/// Paths in responses of a service that does not see its prefix.
struct PrefixTests {
    static let fields: [(sent: String, got: String)] = [
        ("Location: /login?x=/y", "Location: /w1/login?x=/y"),
        ("location: /", "location: /w1/"),
        ("Location: /w1/login", "Location: /w1/login"),
        ("Location: /w1", "Location: /w1"),
        ("Location: /w10", "Location: /w1/w10"),
        ("Location: //elsewhere/x", "Location: //elsewhere/x"),
        ("Location: next", "Location: next"),
        ("Location: http://h/a", "Location: http://h/w1/a"),
        ("Location: https://H/a", "Location: https://H/w1/a"),
        ("Location: http://h", "Location: http://h/w1"),
        ("Location: http://h.evil/a", "Location: http://h.evil/a"),
        ("Location: ", "Location: "),
        ("Set-Cookie: a=b; Path=/; HttpOnly", "Set-Cookie: a=b; Path=/w1/; HttpOnly"),
        ("Set-Cookie: a=b;path=/x", "Set-Cookie: a=b;path=/w1/x"),
        ("Set-Cookie: a=b; Path=/w1", "Set-Cookie: a=b; Path=/w1"),
        ("Set-Cookie: path=/x", "Set-Cookie: path=/x"),
        ("Set-Cookie: a=b; Path=", "Set-Cookie: a=b; Path="),
        ("Set-Cookie: a=b; Paths=/x", "Set-Cookie: a=b; Paths=/x"),
        ("Link: </x>", "Link: </x>"),
    ]

    private static func response(to fields: String, rewrites: Bool, strips: Bool = true) async throws -> String {
        var options = TestProxy.Options()
        options.path = "/w1"
        options.stripsPrefix = strips
        options.rewritesResponses = rewrites
        return try await TestProxy.run(
            options,
            script: { wire in
                _ = try await wire.takeHead()
                try await wire.send("HTTP/1.1 200 OK\r\n\(fields)\r\nContent-Length: 2\r\n\r\nok")
            }
        ) { proxy in
            let client = try await proxy.connect()
            try await client.send("GET /w1/ HTTP/1.1\r\nHost: h\r\n\r\n")
            return try await client.take(through: "ok")
        }
    }

    @Test func theyGetThePrefixBack() async throws {
        for (sent, got) in Self.fields {
            let response = try await Self.response(to: sent, rewrites: true)
            #expect(response.contains("\r\n\(got)\r\n"), "\(sent): \(response)")
        }
    }

    @Test func theyStayAsTheyAreUnlessItIsWanted() async throws {
        for (sent, _) in [Self.fields[0], Self.fields[12]] {
            let response = try await Self.response(to: sent, rewrites: false)
            #expect(response.contains("\r\n\(sent)\r\n"))
        }
    }

    @Test func theyStayAsTheyAreWhereNothingWasStripped() async throws {
        for sent in ["Location: /w1/login", "Location: /", "Location: http://h/a", "Set-Cookie: a=b; Path=/x"] {
            let response = try await Self.response(to: sent, rewrites: true, strips: false)
            #expect(response.contains("\r\n\(sent)\r\n"), "\(sent): \(response)")
        }
    }

    @Test func cookiesStayApartAndInOrder() async throws {
        let sent = "Set-Cookie: a=1; Path=/\r\nX-A: 1\r\nSet-Cookie: b=2; Path=/b"
        let response = try await Self.response(to: sent, rewrites: true)
        #expect(response.contains("X-A: 1\r\n"))
        #expect(response.contains("Set-Cookie: a=1; Path=/w1/\r\nSet-Cookie: b=2; Path=/w1/b\r\n"))
    }
}
