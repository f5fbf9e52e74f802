// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import PlimsollTesting
import Testing

/// Bodies pass through as they come, on a cold start as well.
@Suite struct StreamingTests {
    @Test(arguments: TestEngine.allCases)
    func firstEventArrivesBeforeTheLastIsSent(_ engine: TestEngine) async throws {
        try await ProxyTestbed.with(engine) { bed in
            let proxy = try await bed.startProxy([bed.worker()])
            let stream = try await proxy.client.begin("GET", "/stream?count=3&interval_ms=700")
            #expect(stream.status == 200)
            #expect(stream.header("Content-Type") == "text/event-stream")
            var arrivals: [ContinuousClock.Instant] = []
            var text = ""
            try await stream.pieces {
                arrivals.append(.now)
                text += $0
                return false
            }
            #expect(text == "data: 0\n\ndata: 1\n\ndata: 2\n\n")
            let first = try #require(arrivals.first)
            let last = try #require(arrivals.last)
            #expect(last - first > .milliseconds(900), "first and last came together")
        }
    }

    @Test(arguments: TestEngine.allCases)
    func bodyOfTheFirstRequestIsHeldAndDelivered(_ engine: TestEngine) async throws {
        try await ProxyTestbed.with(engine) { bed in
            let size = 5 << 20
            let services = try await ["sized", "chunked"].asyncMap {
                try await bed.worker($0, path: "/\($0)", environment: ["BOOT_MS": "300"])
            }
            let proxy = try await bed.startProxy(services)
            let sized = try await proxy.client.send("POST", "/sized/upload", body: .sized(size))
            #expect(sized.status == 200)
            #expect(sized.text.contains("\"bytes\":\(size)"), "\(sized.text)")
            let chunked = try await proxy.client.send("PUT", "/chunked/upload", body: .chunked(size))
            #expect(chunked.status == 200)
            #expect(chunked.text.contains("\"bytes\":\(size)"), "\(chunked.text)")
        }
    }
}
