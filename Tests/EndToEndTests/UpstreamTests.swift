// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import PlimsollTesting
import Testing

/// A service with `upstream:` is only routed to.
@Suite struct UpstreamTests {
    @Test func requestsAreRoutedAndNothingIsStartedOrStopped() async throws {
        let upstream = try await StubWorker.start { wire in
            while let head = try await wire.takeHead(within: .seconds(60)) {
                let body = String(head.prefix { $0 != "\r\n" })
                try await wire.send("HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
            }
        }
        defer { Task { await upstream.stop() } }
        try await ProxyTestbed.with(.processes) { bed in
            let proxy = try await bed.startProxy([
                bed.declare(
                    "elsewhere",
                    path: "/elsewhere",
                    settings: ["upstream: http://127.0.0.1:\(upstream.port)"]
                ),
                bed.declare("nobody", path: "/nobody", settings: ["upstream: http://127.255.255.254:9"]),
            ])
            #expect(try await proxy.status("elsewhere").state == "routed")
            let answer = try await proxy.get("/elsewhere/a%2Fb?c=%3F")
            #expect(answer.status == 200)
            #expect(answer.text == "GET /a%2Fb?c=%3F HTTP/1.1")
            let nobody = try await proxy.get("/nobody/")
            #expect(nobody.status == 502)
            #expect(nobody.refusal?.error == "worker_unreachable")
            #expect(try await proxy.status("elsewhere").state == "routed")
            #expect(try await proxy.terminate() == 0)
        }
    }
}
