// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Fleet
import PlimsollTesting
import Proxy
import Testing

/// Plain HTTP where there is HTTPS.
struct HTTPSRedirectTests {
    private static func run(
        domain: String? = "a.test",
        trusts: [String] = [],
        _ body: (TestProxy) async throws -> Void
    ) async throws {
        try await SecureTest.run { test in
            var options = TestProxy.Options()
            options.certificates = try await test.store([["a.test", "*.a.test"], ["b.test"]])
            options.redirectsToHTTPS = true
            options.domain = domain
            options.trusts = trusts
            // Would it be asked for, it would have to be started.
            options.isReady = !trusts.isEmpty
            try await TestProxy.run(options, script: HeadRelayTests.answersOK, body)
        }
    }

    private static func ask(
        _ proxy: TestProxy,
        _ target: String,
        host: String?,
        method: String = "GET",
        fields: String = ""
    ) async throws -> (status: String, location: String?) {
        let line = host.map { "Host: \($0)\r\n" } ?? ""
        let version = host == nil ? "HTTP/1.0" : "HTTP/1.1"
        let answer = try await proxy.exchange(
            "\(method) \(target) \(version)\r\n\(line)\(fields)Connection: close\r\n\r\n"
        )
        let location = answer.split(separator: "\r\n").first { $0.hasPrefix("Location: ") }?.dropFirst(10)
        return (String(answer.dropFirst(9).prefix(3)), location.map { String($0) })
    }

    @Test func pathAndQueryAreKeptByteForByte() async throws {
        try await Self.run { proxy in
            let base = "https://a.test:\(proxy.securePort)"
            let targets = ["/", "/a%20b%2Fc;d?e=%26&f=[g]", "/?", "//b.test/x", "/a/b?u=https://evil.test/"]
            for target in targets {
                let (status, location) = try await Self.ask(proxy, target, host: "A.test:80")
                #expect(status == "308")
                #expect(location == base + target)
            }
            #expect(try await Self.ask(proxy, "http://a.test?q", host: "a.test").location == base + "/?q")
            #expect(try await Self.ask(proxy, "/x", host: "a.test", method: "POST").status == "308")
            #expect(try await Self.ask(proxy, "*", host: "a.test", method: "OPTIONS").status == "400")
            #expect(proxy.worker.connections.isEmpty)
            #expect(proxy.leasing.asked.isEmpty)
        }
    }

    @Test func aNameThatIsNotOursIsNeverSentOn() async throws {
        try await Self.run { proxy in
            for host in ["evil.test", "a.test.evil.test", "xa.test", "y.x.a.test", "a.test@evil.test"] {
                let (status, location) = try await Self.ask(proxy, "/", host: host)
                #expect(status == "404" || status == "400", "\(host)")
                #expect(location == nil, "\(host)")
            }
            let base = ":\(proxy.securePort)/p"
            for (host, name) in [
                ("x.a.test", "x.a.test"), ("b.test.", "b.test"), ("127.0.0.1", "a.test"), ("[::1]", "a.test"),
            ] {
                #expect(try await Self.ask(proxy, "/p", host: host).location == "https://" + name + base)
            }
            #expect(try await Self.ask(proxy, "/p", host: nil).location == "https://a.test" + base)
        }
    }

    @Test func withoutADomainAnAddressLeadsNowhere() async throws {
        try await Self.run(domain: nil) { proxy in
            let byAddress = try await Self.ask(proxy, "/", host: "127.0.0.1")
            let byName = try await Self.ask(proxy, "/", host: "b.test")
            #expect(byAddress.status == "404")
            #expect(byName.status == "308")
        }
    }

    @Test func healthIsToldOnBoth() async throws {
        try await Self.run { proxy in
            let answer = try await Self.ask(proxy, "/healthz", host: "127.0.0.1")
            #expect(answer.status == "200")
        }
    }

    @Test func whoCameWithTLSToATrustedProxyIsNotSentBack() async throws {
        try await Self.run(trusts: ["127.0.0.1"]) { proxy in
            let fields = "X-Forwarded-Proto: https\r\n"
            let told = try await Self.ask(proxy, "/", host: "a.test", fields: fields)
            let untold = try await Self.ask(proxy, "/", host: "a.test")
            #expect(told.status == "200")
            #expect(untold.status == "308")
        }
    }
}
