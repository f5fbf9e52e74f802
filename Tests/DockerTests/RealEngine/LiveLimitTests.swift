// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Capacity
internal import Docker
internal import Fleet
internal import Foundation
internal import PlimsollTesting
internal import Testing

/// What `docker update` changes is followed by the guard in a running container, within 5 s.
struct LiveLimitTests {
    private static let guardPath = TestFiles.repository + "/bin/plimsoll-guard"

    /// Answers whether 100 MiB are to be had.
    private static let asked = """
        import http.server, os
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                try:
                    bytearray(100 << 20)
                    answer = b"fits"
                except MemoryError: answer = b"refused"
                self.send_response(200)
                self.end_headers()
                self.wfile.write(answer)
            def log_message(self, *rest): pass
        http.server.HTTPServer(('', int(os.environ.get('PORT', '8000'))), Handler).serve_forever()
        """

    @Test func aLimitRaisedOrLoweredIsFollowed() async throws {
        try await DockerFixture.run(configure: { $0.guardPath = Self.guardPath }) { fixture in
            let service = try await fixture.python("live", Self.asked) { service, _ in
                service.guardMode = .lease
                service.limits.memory = .mebibytes(64)
            }
            let worker = try await fixture.launch(service)
            try await fixture.answers(worker)
            #expect(await EngineContractProbe.ask("/", from: worker.endpoint) == "refused")
            for (size, answer) in [(256, "fits"), (64, "refused"), (256, "fits")] as [(Int64, String)] {
                let limit = "{\"Memory\":\(size << 20),\"MemorySwap\":\(size << 20)}"
                let (status, _) = try await fixture.probe.call(
                    "POST",
                    "/containers/\(service.name)/update",
                    body: Data(limit.utf8)
                )
                #expect(status == 200)
                try await eventually("\(answer) after a limit of \(size) MiB", within: .seconds(5)) {
                    await EngineContractProbe.ask("/", from: worker.endpoint) == answer
                }
            }
            #expect(try await fixture.inspect(service, "State|OOMKilled") == "0")
        }
    }
}
