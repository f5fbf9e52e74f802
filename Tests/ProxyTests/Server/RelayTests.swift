// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import PlimsollTesting
import Testing

/// The relay over real sockets: what the worker sees and what the client gets, byte for byte.
struct RelayTests {
    static let ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

    @Test func aRequestAndItsResponseAreAuthoredAnew() async throws {
        try await TestProxy.run(script: { wire in
            _ = try await wire.received { $0.contains("\r\n\r\n") }
            try await wire.send(
                "HTTP/1.1 200 Fine\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\nKeep-Alive: x\r\nContent-Length: 2\r\n\r\nok"
            )
        }) { proxy in
            let client = try await proxy.connect()
            try await client.send(
                "GET /a%2Fb?c=%3F HTTP/1.1\r\nHost: h\r\nX-A: 1\r\nConnection: x-b\r\nX-B: 2\r\nX-A: 3\r\n\r\n"
            )
            let response = try await client.take(through: "ok")
            #expect(
                response
                    == "HTTP/1.1 200 Fine\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\nVia: 1.1 plimsoll\r\nContent-Length: 2\r\n\r\nok"
            )
            let seen = try await proxy.worker.connection().received
            let start =
                "GET /a%2Fb?c=%3F HTTP/1.1\r\nHost: h\r\nX-A: 1\r\nX-A: 3\r\nX-Forwarded-For: 127.0.0.1\r\n"
                + "X-Forwarded-Proto: http\r\nX-Forwarded-Host: h\r\nVia: 1.1 plimsoll\r\nX-Request-ID: "
            #expect(seen.hasPrefix(start), "\(seen)")
            #expect(seen.utf8.count == start.utf8.count + 32 + 4)
        }
    }
}
