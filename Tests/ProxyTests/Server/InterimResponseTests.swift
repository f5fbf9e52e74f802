// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Fleet
import PlimsollTesting
import Proxy
import Testing

/// 1xx responses, and bodies that wait for them.
struct InterimResponseTests {
    @Test func interimResponsesArePassedOn() async throws {
        try await TestProxy.run(script: { wire in
            _ = try await wire.takeHead()
            try await wire.send(
                "HTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\nHTTP/1.1 103 Early Hints\r\n\r\n" + BodyRelayTests.ok
            )
        }) { proxy in
            let client = try await proxy.connect()
            try await client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
            let response = try await client.take(through: "ok")
            #expect(
                response == "HTTP/1.1 103 Early Hints\r\nLink: a\r\nVia: 1.1 plimsoll\r\n\r\n"
                    + "HTTP/1.1 103 Early Hints\r\nVia: 1.1 plimsoll\r\n\r\n"
                    + "HTTP/1.1 200 OK\r\nVia: 1.1 plimsoll\r\nContent-Length: 2\r\n\r\nok"
            )
        }
    }

    @Test func anOldClientGetsNoInterimResponse() async throws {
        try await TestProxy.run(script: { wire in
            _ = try await wire.takeHead()
            try await wire.send("HTTP/1.1 103 Early Hints\r\n\r\n" + BodyRelayTests.ok)
        }) { proxy in
            let response = try await proxy.exchange("GET / HTTP/1.0\r\n\r\n")
            #expect(response.hasPrefix("HTTP/1.1 200 OK\r\n"))
        }
    }

    @Test func theBodyFollowsTheWorkersContinue() async throws {
        try await TestProxy.run(script: { wire in
            let head = try await wire.takeHead() ?? ""
            #expect(head.contains("Expect: 100-continue\r\n"))
            #expect(wire.received == "")
            try await wire.send("HTTP/1.1 100 Continue\r\n\r\n")
            _ = try await wire.take(count: 5)
            try await wire.send(BodyRelayTests.ok)
        }) { proxy in
            let client = try await proxy.connect()
            try await client.send(BodyRelayTests.post + "Content-Length: 5\r\nExpect: 100-continue\r\n\r\n")
            _ = try await client.take(through: "HTTP/1.1 100 Continue\r\nVia: 1.1 plimsoll\r\n\r\n")
            try await client.send("hello")
            #expect(try await client.take(through: "ok").hasPrefix("HTTP/1.1 200 OK\r\n"))
        }
    }

    @Test func aWorkerThatSaysNothingGetsTheBodyAfterAWhile() async throws {
        var options = TestProxy.Options()
        options.timeouts.continuation = .milliseconds(200)
        try await TestProxy.run(
            options,
            script: { wire in
                _ = try await wire.takeHead()
                _ = try await wire.take(count: 5)
                try await wire.send("HTTP/1.1 100 Continue\r\n\r\n" + BodyRelayTests.ok)
            }
        ) { proxy in
            let client = try await proxy.connect()
            try await client.send(BodyRelayTests.post + "Content-Length: 5\r\nExpect: 100-continue\r\n\r\n")
            _ = try await client.take(through: "HTTP/1.1 100 Continue\r\n\r\n")
            try await client.send("hello")
            #expect(try await client.take(through: "ok").hasPrefix("HTTP/1.1 200 OK\r\n"))
        }
    }

    @Test func aRefusedBodyIsNeverSent() async throws {
        try await TestProxy.run(script: { wire in
            _ = try await wire.takeHead()
            try await wire.send("HTTP/1.1 417 No\r\nContent-Length: 0\r\n\r\n")
        }) { proxy in
            let response = try await proxy.exchange(
                BodyRelayTests.post + "Content-Length: 5\r\nExpect: 100-continue\r\n\r\n"
            )
            #expect(
                response == "HTTP/1.1 417 No\r\nVia: 1.1 plimsoll\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            )
            #expect(try await proxy.worker.connection().received == "")
        }
    }

    @Test func aProtocolNobodyAskedForIsA502() async throws {
        let answer = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n"
        try await TestProxy.run(script: { wire in
            _ = try await wire.takeHead()
            try await wire.send(answer)
        }) { proxy in
            let response = try await proxy.exchange("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
            #expect(response.hasPrefix("HTTP/1.1 502 "))
            try await eventually("the lease ends") { proxy.gate.occupancy.leases == 0 }
        }
    }

    @Test func aFloodOfInterimResponsesIsCutOff() async throws {
        let flood = String(repeating: "HTTP/1.1 103 Early Hints\r\n\r\n", count: 100)
        try await TestProxy.run(script: { wire in
            _ = try await wire.takeHead()
            try await wire.send(flood)
        }) { proxy in
            let response = try await proxy.exchange("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
            #expect(response.split(separator: "103 Early Hints").count == 17)
            #expect(response.contains("HTTP/1.1 502 "))
        }
    }
}
