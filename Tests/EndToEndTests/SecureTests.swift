// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Foundation
import PlimsollTesting
import Testing

/// HTTPS by the real program, asked by curl and openssl.
@Suite struct SecureTests {
    private static let port = 18443

    private static func global(_ certificate: TestCertificate, _ bed: ProxyTestbed) -> [String] {
        [
            "listen_https: \"\(bed.host):\(port)\"", "domain: a.test", "tls_certfile: \(certificate.chain)",
            "tls_keyfile: \(certificate.key)", "hsts: 1h",
        ]
    }

    private static func curl(_ bed: ProxyTestbed, trusting chain: String, _ arguments: [String]) async throws -> String
    {
        let all = [
            "-sS", "--max-time", "20", "--noproxy", "*", "--cacert", chain, "--resolve", "a.test:\(port):\(bed.host)",
            "--resolve", "a.test:18080:\(bed.host)", "-H", "Authorization: Bearer \(bed.token)",
        ]
        return try await ToolRun.run("/usr/bin/curl", all + arguments).output
    }

    @Test func curlIsRedirectedServedAndTakesTheRenewedCertificate() async throws {
        try await ProxyTestbed.with(.processes) { bed in
            let served = try await TestCertificate.make(["a.test"], in: bed.folder, called: "served")
            let proxy = try await bed.startProxy(
                global: Self.global(served, bed),
                [try await bed.worker(path: "/w")]
            )
            #expect(proxy.log.contains("listening on https://\(bed.host):\(Self.port)"))
            let address = "https://a.test:\(Self.port)"

            let moved = try await Self.curl(
                bed,
                trusting: served.chain,
                ["-o", "/dev/null", "-w", "%{http_code} %{redirect_url}", "http://a.test:18080/w/x?y=%20"]
            )
            #expect(moved == "308 \(address)/w/x?y=%20")
            #expect(proxy.starts == 0)
            let answer = try await Self.curl(
                bed,
                trusting: served.chain,
                ["-i", "--location-trusted", "http://a.test:18080/w/"]
            )
            #expect(answer.contains("HTTP/2 200"))
            #expect(answer.contains("strict-transport-security: max-age=3600"))
            #expect(proxy.starts == 1)

            let next = try await TestCertificate.make(["a.test"], in: bed.folder, called: "next")
            try served.replace(with: next)
            try await eventually("the renewed certificate", within: .seconds(20)) {
                // Only who is served the new one can be verified by it.
                try await Self.curl(bed, trusting: next.chain, ["\(address)/healthz"]) == "ok"
            }
            let key = try String(contentsOfFile: next.key, encoding: .utf8).split(separator: "\n")[1]
            #expect(!proxy.log.contains(key))
            #expect(try await proxy.terminate() == 0)
        }
    }

    @Test func operatorsTrustAnAuthorityOfTheirOwn() async throws {
        try await ProxyTestbed.with(.processes) { bed in
            let served = try await TestCertificate.make([bed.host], in: bed.folder, called: "served")
            let other = try await TestCertificate.make([bed.host], in: bed.folder, called: "other")
            _ = try await bed.startProxy(
                global: Self.global(served, bed),
                [bed.elsewhere]
            )
            func ask(_ verb: [String], _ more: [String]) async throws -> RunningProgram {
                let program = try bed.run(
                    verb + ["--server-url", "https://\(bed.host):\(Self.port)", "--bearer-token", bed.token] + more
                )
                try await program.exited()
                return program
            }
            for verb in [["status"], ["top", "-b", "-n", "1"], ["proxy-status"]] {
                let trusted = try await ask(verb, ["--ca-file", served.chain])
                #expect(trusted.exitStatus == 0 && trusted.output.contains(bed.full("elsewhere")), "\(trusted.output)")
            }
            let unnamed = try await ask(["status"], [])
            #expect(unnamed.exitStatus == 1 && unnamed.output.contains("is not trusted"), "\(unnamed.output)")
            #expect(unnamed.output.contains("name its authority's certificate in --ca-file or PLIMSOLL_CA_FILE"))
            let wrong = try await ask(["status"], ["--ca-file", other.chain])
            #expect(
                wrong.exitStatus == 1
                    && wrong.output.contains("none of the certificates in '\(other.chain)' leads to it")
            )
            #expect(wrong.output.contains("--ca-file"))
            let byEnvironment = try bed.run(
                ["status", "--server-url", "https://\(bed.host):\(Self.port)"],
                environment: ["PLIMSOLL_CA_FILE": served.chain, "PROXY_BEARER_TOKEN": bed.token]
            )
            #expect(try await byEnvironment.exited() == 0, "\(byEnvironment.output)")
        }
    }

    @Test func aCertificateForOtherNamesIsSaidToBeOne() async throws {
        try await ProxyTestbed.with(.processes) { bed in
            let served = try await TestCertificate.make(["a.test"], in: bed.folder, called: "served")
            _ = try await bed.startProxy(
                global: Self.global(served, bed),
                [bed.elsewhere]
            )
            let status = try bed.run(
                ["status", "--server-url", "https://\(bed.host):\(Self.port)", "--ca-file", served.chain]
            )
            #expect(try await status.exited() == 1)
            #expect(status.output.contains("is for other names; name it in --server-url"), "\(status.output)")
        }
    }

    @Test func statusShowsTheCertificatesThatAreServed() async throws {
        try await ProxyTestbed.with(.processes) { bed in
            let served = try await TestCertificate.make(["a.test", "b.a.test"], in: bed.folder, called: "served")
            let stale = try await TestCertificate.make(["old.test"], in: bed.folder, called: "stale", days: -1)
            _ = try await bed.startProxy(
                global: Self.global(served, bed) + [
                    "certificates: [{certfile: \(stale.chain), keyfile: \(stale.key)}]"
                ],
                [bed.elsewhere]
            )
            let dates = try await ToolRun.run(
                "/usr/bin/openssl",
                ["x509", "-in", served.chain, "-noout", "-enddate", "-dateopt", "iso_8601"]
            ).output
            let date = try #require(dates.split(separator: "=").last).trimmingCharacters(in: .whitespacesAndNewlines)
            let table = try bed.run(["status", "--socket", bed.operatorSocket])
            #expect(try await table.exited() == 0)
            let row = try #require(table.output.split(separator: "\n").first { $0.hasPrefix("a.test, b.a.test") })
            #expect(
                row.split(separator: " ", omittingEmptySubsequences: true).suffix(3)
                    == ["file", Substring(date.replacing(" ", with: "T")), "-"]
            )
            #expect(table.output.contains("\nold.test") && table.output.contains("expired"))
            let json = try bed.run(["status", "--socket", bed.operatorSocket, "--format", "json"])
            #expect(try await json.exited() == 0)
            let report = try #require(try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
            let certificates = try #require(report["certificates"] as? [[String: Any]])
            #expect(certificates.map { $0["names"] as? [String] } == [["a.test", "b.a.test"], ["old.test"]])
            #expect(certificates.map { $0["source"] as? String } == ["file", "file"])
            #expect(certificates[0]["trouble"] is NSNull && certificates[1]["trouble"] is String)
        }
    }

    @Test func oldProtocolsAndCiphersAreRefused() async throws {
        try await ProxyTestbed.with(.processes) { bed in
            let served = try await TestCertificate.make(["a.test"], in: bed.folder, called: "served")
            _ = try await bed.startProxy(
                global: Self.global(served, bed),
                [bed.elsewhere]
            )
            func handshake(_ arguments: [String]) async throws -> Bool {
                let target = ["s_client", "-connect", "\(bed.host):\(Self.port)", "-servername", "a.test"]
                return try await ToolRun.run("/usr/bin/openssl", target + arguments).status == 0
            }
            #expect(try await handshake(["-tls1_3"]))
            #expect(try await handshake(["-tls1_2", "-cipher", "ECDHE"]))
            #expect(try await !handshake(["-tls1_2", "-cipher", "AES128-SHA:ECDHE-ECDSA-AES128-SHA:@SECLEVEL=0"]))
            #expect(try await !handshake(["-tls1_1", "-cipher", "ALL:@SECLEVEL=0"]))
        }
    }

    @Test func aCertificateThatCannotBeUsedEndsTheStartWithItsReason() async throws {
        try await ProxyTestbed.with(.processes) { bed in
            let one = try await TestCertificate.make(["a.test"], in: bed.folder, called: "one")
            let other = try await TestCertificate.make(["a.test"], in: bed.folder, called: "other")
            try bed.write(
                global: ["tls_certfile: \(one.chain)", "tls_keyfile: \(other.key)"],
                [bed.elsewhere]
            )
            let program = try bed.run(["proxy", bed.configuration, "--socket", bed.operatorSocket])
            #expect(try await program.exited() == 1)
            #expect(program.output.contains("cannot serve HTTPS: the key in '\(other.key)' does not belong"))

            _ = chmod(other.key, 0o644)
            let check = try bed.run(["check", bed.configuration])
            #expect(try await check.exited() == 0)
            #expect(check.output.contains("[certificate-unusable]") && check.output.contains("[key-readable]"))
        }
    }
}
