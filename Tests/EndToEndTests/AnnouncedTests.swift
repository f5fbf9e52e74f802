// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Foundation
import PlimsollTesting
import Testing

/// The PROXY protocol, as HAProxy and curl speak it to the real program.
@Suite struct AnnouncedTests {
    private static let port = 18443

    private static func haproxy(_ bed: ProxyTestbed, _ options: String) throws -> RunningProgram {
        let file = bed.folder + "/haproxy.cfg"
        let text = """
            global
                maxconn 100
            defaults
                mode tcp
                timeout connect 5s
                timeout client 20s
                timeout server 20s
            listen l
                bind \(bed.host):18081
                server s \(bed.host):\(port) source 127.0.0.1 \(options)

            """
        try text.write(toFile: file, atomically: true, encoding: .utf8)
        return try RunningProgram(
            "/usr/sbin/haproxy",
            ["-db", "-f", file],
            environment: [:],
            outputFile: bed.folder + "/haproxy.log"
        )
    }

    private static func curl(_ bed: ProxyTestbed, _ arguments: [String]) async throws -> String {
        let all = ["-sS", "-k", "--max-time", "20", "--noproxy", "*", "-H", "Authorization: Bearer \(bed.token)"]
        return try await ToolRun.run("/usr/bin/curl", all + arguments).output
    }

    @Test func haproxyAndCurlSayWhoTheClientIs() async throws {
        try await ProxyTestbed.with(.processes) { bed in
            let certificate = try await TestCertificate.make(["a.test"], in: bed.folder, called: "c")
            let log = bed.folder + "/access.log"
            let proxy = try await bed.startProxy(
                global: [
                    "listen_https: \"\(bed.host):\(Self.port)\"", "tls_certfile: \(certificate.chain)",
                    "tls_keyfile: \(certificate.key)", "http_redirect_to_https: false", "access_log: \(log)",
                    "proxy_protocol: https", "trusted_proxies: [127.0.0.1]",
                ],
                [try await bed.worker(path: "/w")]
            )
            for options in ["send-proxy", "send-proxy-v2", "send-proxy-v2-ssl proxy-v2-options crc32c,unique-id"] {
                let haproxy = try Self.haproxy(bed, options)
                defer { haproxy.signal(SIGKILL) }
                let path = "/w/\(options.filter(\.isLetter))"
                try await eventually("an answer through HAProxy") {
                    let arguments = ["--interface", "127.9.9.9", "-o", "/dev/null", "-w", "%{http_code}"]
                    return try await Self.curl(bed, arguments + ["https://\(bed.host):18081\(path)"]) == "200"
                }
                try await eventually("a line of the client that HAProxy named") {
                    let lines = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
                    return lines.split(separator: "\n").contains {
                        $0.contains("\"client\":\"127.9.9.9\"") && $0.contains("\"path\":\"\(path)\"")
                    }
                }
                haproxy.signal(SIGKILL)
                try await haproxy.exited()
            }
            let direct = "https://\(bed.host):\(Self.port)/healthz"
            #expect(try await Self.curl(bed, ["--haproxy-protocol", "--interface", "127.0.0.1", direct]) == "ok")
            let strange = try await Self.curl(bed, ["--haproxy-protocol", "--interface", "127.9.9.9", direct])
            let bare = try await Self.curl(bed, ["--interface", "127.0.0.1", direct])
            // What curl says of a refusal is not ours: a broken pipe has an "ok" in it.
            #expect(strange != "ok" && bare != "ok")
            #expect(proxy.log.contains("connection without a PROXY header that counts is refused"))
        }
    }
}
