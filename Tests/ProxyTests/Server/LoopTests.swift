// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Fleet
import PlimsollTesting
import Proxy
import Testing

/// Upstreams that lead back to the proxy, and proxies that stand before one another as they should.
struct LoopTests {
    /// A service below `/next` whose worker is named later.
    private struct Next {
        let gate = ServiceGate(service: "next", time: SystemTime())
        var options = TestProxy.Options()

        /// - Parameter strips: a request that comes back then is one for whatever is left of its path.
        init(_ workerProtocol: WorkerProtocol = .http1, strips: Bool = true) {
            options.otherRoutes = [
                Route(
                    service: "next",
                    rule: RouteRule(path: "/next", stripsPrefix: strips),
                    access: .open,
                    gate: gate,
                    workerProtocol: workerProtocol
                )
            ]
        }

        func lead(to proxy: TestProxy) {
            gate.open(
                LiveWorker(
                    service: "next",
                    id: WorkerID("2"),
                    endpoint: .tcp(host: "127.0.0.1", port: proxy.port),
                    epoch: 7
                )
            )
        }
    }

    /// What was received stays to be looked at.
    private static let answersOnce: StubWorker.Script = { wire in
        _ = try await wire.received { $0.hasSuffix("\r\n\r\n") }
        try await wire.send(HeadRelayTests.ok)
    }

    private static let request = "GET /next HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"

    @Test(arguments: [WorkerProtocol.http1, .h2c])
    func aRequestThatComesBackIsAnswered508(_ workerProtocol: WorkerProtocol) async throws {
        let next = Next(workerProtocol, strips: false)
        try await TestProxy.run(next.options, script: HeadRelayTests.answersOK) { proxy in
            next.lead(to: proxy)
            let answer = try await proxy.exchange(Self.request)
            #expect(answer.hasPrefix("HTTP/1.1 508 ") && answer.contains("\"error\":\"loop_detected\""))
            #expect(proxy.worker.connections.isEmpty)
        }
    }

    /// Neither believes the other what it says of clients.
    @Test func aRingOfTwoProxiesIsSeen() async throws {
        let (one, other) = (Next(strips: false), Next())
        var far = other.options
        far.path = "/elsewhere"
        far.otherRoutes = [
            Route(service: "next", rule: RouteRule(path: "/"), access: .open, gate: other.gate)
        ]
        try await TestProxy.run(one.options, script: HeadRelayTests.answersOK) { proxy in
            try await TestProxy.run(far, script: HeadRelayTests.answersOK) { second in
                one.lead(to: second)
                other.lead(to: proxy)
                let answer = try await proxy.exchange(
                    "GET /next HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"
                )
                #expect(answer.hasPrefix("HTTP/1.1 508 ") && answer.contains("loop_detected"))
            }
        }
    }

    @Test func oneProxyMayStandBeforeAnother() async throws {
        let next = Next()
        try await TestProxy.run(next.options, script: Self.answersOnce) { proxy in
            try await TestProxy.run(script: Self.answersOnce) { second in
                next.lead(to: second)
                #expect(try await proxy.exchange(Self.request).hasPrefix("HTTP/1.1 200 "))
                let seen = try await second.worker.connection().received
                let via = try #require(seen.split(separator: "\r\n").first { $0.hasPrefix("Via: ") })
                #expect(via.dropFirst(5).split(separator: ",").count { $0.hasPrefix("1.1 plimsoll-") } == 2)
            }
        }
    }

    /// A worker that asks for another service, and passes on what it was sent.
    @Test func servicesMayCallEachOther() async throws {
        let next = Next()
        try await TestProxy.run(next.options, script: HeadRelayTests.answersOK) { proxy in
            next.lead(to: proxy)
            let answer = try await proxy.exchange(
                "GET /next/next/next/ HTTP/1.1\r\nHost: h\r\n\(TestProxy.authorization)Connection: close\r\n\r\n"
            )
            #expect(answer.hasPrefix("HTTP/1.1 200 "))
        }
    }

    /// A proxy between two Plimsolls may have put itself into the same field.
    @Test func ofAListOnlyWhatPlimsollsWroteIsKept() async throws {
        try await TestProxy.run(script: Self.answersOnce) { proxy in
            let head = "GET / HTTP/1.1\r\nHost: h\r\n\(TestProxy.authorization)Connection: close\r\n"
            _ = try await proxy.exchange(head + "Via: 1.1 plimsoll-deadbeef, 1.1 edge\r\nVia: 1.0 other\r\n\r\n")
            let seen = try await proxy.worker.connection().received
            let fields = seen.split(separator: "\r\n").filter { $0.hasPrefix("Via: ") }
            #expect(fields.count == 1)
            #expect(fields.first?.hasPrefix("Via: 1.1 plimsoll-deadbeef,1.1 plimsoll-") == true)
        }
    }
}
