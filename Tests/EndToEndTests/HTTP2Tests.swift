// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import PlimsollTesting
import Testing

/// HTTP/2 by the real program, spoken by programs that others wrote.
@Suite struct HTTP2Tests {
    @Test func everyKindOfCallPassesFromAColdStartOn() async throws {
        try await ProxyTestbed.with(.processes) { bed in
            let settings = ["protocol: h2c", "strip_prefix: false"]
            let worker = try await bed.python(RemoteCalls.worker, path: "/t.T", settings: settings)
            let certificate = try await TestCertificate.make(["a.test"], in: bed.folder, called: "served")
            let proxy = try await bed.startProxy(
                global: [
                    "listen_https: \"\(bed.host):18443\"", "http_redirect_to_https: false",
                    "tls_certfile: \(certificate.chain)", "tls_keyfile: \(certificate.key)",
                ],
                [worker]
            )
            let plain = try await RemoteCalls.callAll(bed.address, token: bed.token)
            let secure = try await RemoteCalls.callAll(
                "\(bed.host):18443",
                token: bed.token,
                trusting: certificate.chain
            )
            for run in [plain, secure] {
                #expect(
                    run.output == """
                        b'khi' [('tail_bin-bin', b'\\x00\\xff'), ('x-tail', 't')]
                        3000001
                        1000
                        b'3000000'
                        []
                        FAILED_PRECONDITION no way
                        UNIMPLEMENTED Method not found!
                        DEADLINE_EXCEEDED Deadline Exceeded
                        UNAUTHENTICATED Received http2 header with status: 401

                        """
                )
                #expect(run.status == 0, "\(run)")
            }
            #expect(proxy.starts == 1)
        }
    }

    @Test func curlAndTenThousandRequestsOfH2loadAreServed() async throws {
        try await ProxyTestbed.with(.processes) { bed in
            _ = try await bed.startProxy([try await bed.worker(path: "/w")])
            let answer = try await ToolRun.run(
                "/usr/bin/curl",
                [
                    "-sSi", "--max-time", "20", "--noproxy", "*", "--http2-prior-knowledge", "-H",
                    "Authorization: Bearer \(bed.token)", "http://\(bed.address)/w/",
                ]
            )
            #expect(answer.output.hasPrefix("HTTP/2 200"))
            let load = try await ToolRun.run(
                "/usr/bin/h2load",
                [
                    "-n", "10000", "-c", "10", "-m", "20", "-H", "Authorization: Bearer \(bed.token)",
                    "http://\(bed.address)/w/",
                ]
            )
            #expect(load.output.contains("10000 succeeded, 0 failed, 0 errored, 0 timeout"), "\(load.output)")
            #expect(load.output.contains("10000 2xx"), "\(load.output)")
        }
    }
}
