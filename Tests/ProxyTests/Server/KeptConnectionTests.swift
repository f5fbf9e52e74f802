// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Fleet
import PlimsollTesting
import Proxy
import Testing

/// What becomes of a request whose kept connection turns out to be closed.
struct KeptConnectionTests {
    @Test(arguments: ["GET", "POST"]) func aConnectionClosedWhileUnusedHarmsNobody(_ method: String) async throws {
        try await TestProxy.run(script: { wire in
            // One answer a connection, without saying so.
            _ = try await wire.takeHead()
            try await wire.send(ConnectionTests.ok)
            await wire.close()
        }) { proxy in
            let client = try await proxy.connect()
            for _ in 0..<200 {
                // At once, so that the close is now seen before and now after.
                try await client.send("\(method) / HTTP/1.1\r\nHost: h\r\n\r\n")
                let response = try await client.take(through: "ok")
                #expect(response.hasPrefix("HTTP/1.1 200 OK\r\n"))
            }
            #expect(proxy.worker.connections.count == 200)
        }
    }

    @Test func aConnectionThatProvesStaleIsReplacedWithTheBodySentAgain() async throws {
        let body = "3\r\nabc\r\n0\r\n\r\n"
        try await TestProxy.run(script: { wire in
            let first = try await wire.takeHead() ?? ""
            if first.hasPrefix("PUT") { _ = try await wire.take(through: body) }
            try await wire.send(ConnectionTests.ok)
            guard first.hasPrefix("GET") else { return }
            // Reset, as by a kernel that has no reader for the bytes any more.
            _ = try await wire.take(through: body)
            try await wire.reset()
        }) { proxy in
            let client = try await proxy.connect()
            try await client.send(ConnectionTests.get)
            _ = try await client.take(through: "ok")
            try await client.send("PUT / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n" + body)
            _ = try await client.take(through: "ok")
            #expect(proxy.worker.connections.count == 2)
        }
    }

    @Test func aRequestThatAWorkerTookAndDiedOfIsNotSentAgain() async throws {
        try await TestProxy.run(script: { wire in
            _ = try await wire.takeHead()
            try await wire.send(ConnectionTests.ok)
            _ = try await wire.takeHead()
            let taken = ContinuousClock.now
            // It works on the request for a while: what is closed at once may have been closed before.
            try await eventually { ContinuousClock.now - taken > .milliseconds(1200) }
            await wire.close()
        }) { proxy in
            let client = try await proxy.connect()
            try await client.send(ConnectionTests.get)
            _ = try await client.take(through: "ok")
            try await client.send(ConnectionTests.get)
            let response = try await client.received { $0.contains("worker_closed") }
            #expect(response.hasPrefix("HTTP/1.1 502 "))
            #expect(proxy.worker.connections.count == 1)
        }
    }

    @Test func anOldConnectionThatIsClosedAsARequestComesIsReplaced() async throws {
        try await TestProxy.run(script: { wire in
            let isFirst = try await wire.takeHead()?.hasPrefix("GET /first ") == true
            try await wire.send(ConnectionTests.ok)
            guard isFirst else { return }
            _ = try await wire.takeHead()
            await wire.close()
        }) { proxy in
            let client = try await proxy.connect()
            let begun = ContinuousClock.now
            try await client.send("GET /first HTTP/1.1\r\nHost: h\r\n\r\n")
            _ = try await client.take(through: "ok")
            // What the worker had for long it may have died of: the request's time counts, not the connection's.
            try await eventually { ContinuousClock.now - begun > .milliseconds(1200) }
            try await client.send("GET /second HTTP/1.1\r\nHost: h\r\n\r\n")
            let response = try await client.take(through: "ok")
            #expect(response.hasPrefix("HTTP/1.1 200 OK\r\n"))
            #expect(proxy.worker.connections.count == 2)
        }
    }

    @Test func aPOSTIsNeverSentTwice() async throws {
        try await TestProxy.run(script: { wire in
            for _ in 0..<2 {
                _ = try await wire.takeHead()
                try await wire.send(ConnectionTests.ok)
            }
            _ = try await wire.takeHead()
            await wire.close()
        }) { proxy in
            let client = try await proxy.connect()
            try await client.send(ConnectionTests.get)
            _ = try await client.take(through: "ok")
            // A second use shows that this worker keeps its connections.
            try await client.send(ConnectionTests.get)
            _ = try await client.take(through: "ok")
            try await client.send(ConnectionTests.post)
            let response = try await client.received { $0.contains("worker_closed") }
            #expect(response.hasPrefix("HTTP/1.1 502 "))
            #expect(proxy.worker.connections.count == 1)
            #expect(proxy.gate.occupancy.leases == 0)
        }
    }
}
