// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Fleet
import PlimsollTesting
import Proxy
import Testing

/// What a client that asks too much is told, over real sockets.
struct SheddingTests {
    static let slow = ClientRate(interval: .seconds(600), burst: 3)

    /// Statuses and `Retry-After` of requests of one connection, one after the other.
    private static func ask(
        _ proxy: TestProxy,
        _ paths: [String],
        fields: String = ""
    ) async throws -> [(status: Int, retryAfter: Int?)] {
        let client = try await proxy.connect()
        var answers: [(Int, Int?)] = []
        for path in paths {
            try await client.send("GET \(path) HTTP/1.1\r\nHost: h\r\n\(fields)\r\n")
            let head = try #require(try await client.takeHead())
            let length = Int(head.firstMatch(of: /Content-Length: (\d+)/)?.1 ?? "0") ?? 0
            _ = try await client.take(count: length)
            answers.append(
                (
                    Int(head.split(separator: " ")[1]) ?? 0,
                    head.firstMatch(of: /Retry-After: (\d+)/).flatMap { Int($0.1) }
                )
            )
        }
        await client.close()
        return answers
    }

    private static func statuses(_ proxy: TestProxy, _ paths: [String], fields: String) async throws -> [Int] {
        try await ask(proxy, paths, fields: fields).map(\.status)
    }

    @Test func aClientThatAsksTooOftenIsToldWhenToComeAgain() async throws {
        var options = TestProxy.Options()
        options.clientRate = Self.slow
        try await TestProxy.run(options, script: HeadRelayTests.answersOK) { proxy in
            let answers = try await Self.ask(proxy, ["/", "/", "/", "/", "/healthz"])
            #expect(answers.map(\.status) == [200, 200, 200, 429, 200])
            #expect((300...600).contains(try #require(answers[3].retryAfter)))
            // On a connection of its own as well.
            #expect(try await Self.ask(proxy, ["/"]).map(\.status) == [429])
        }
    }

    @Test func afterTheTimeThatIsToldItPasses() async throws {
        var options = TestProxy.Options()
        options.clientRate = ClientRate(interval: .seconds(3), burst: 1)
        try await TestProxy.run(options, script: HeadRelayTests.answersOK) { proxy in
            #expect(try await Self.ask(proxy, ["/"]).map(\.status) == [200])
            let asked = ContinuousClock.now
            let answer = try await Self.ask(proxy, ["/"])
            guard let wait = answer.first?.retryAfter else {
                // On a machine that is too busy to ask twice in three seconds.
                #expect(ContinuousClock.now - asked > .seconds(1))
                return
            }
            let told = ContinuousClock.now
            try await eventually("the time that was told") { ContinuousClock.now - told > .seconds(wait) }
            #expect(try await Self.ask(proxy, ["/"]).map(\.status) == [200])
        }
    }

    @Test func aServiceHasALimitOfItsOwn() async throws {
        var options = TestProxy.Options()
        options.path = "/w1"
        options.serviceRate = Self.slow
        options.extraPaths = ["/other": .open]
        try await TestProxy.run(options, script: HeadRelayTests.answersOK) { proxy in
            let answers = try await Self.ask(
                proxy,
                ["/w1", "/w1", "/w1", "/w1", "/other", "/other", "/other", "/other"]
            )
            #expect(answers.map(\.status) == [200, 200, 200, 429, 200, 200, 200, 200])
        }
    }

    @Test func whoeverGuessesTokensIsSlowedDown() async throws {
        var options = TestProxy.Options()
        options.access = .bearer
        options.clientRate = Self.slow
        try await TestProxy.run(options, script: HeadRelayTests.answersOK) { proxy in
            let answers = try await Self.ask(proxy, ["/", "/", "/", "/"], fields: "Authorization: Bearer no\r\n")
            #expect(answers.map(\.status) == [401, 401, 401, 429])
            #expect(proxy.worker.connections.isEmpty)
        }
    }

    @Test func clientsBehindATrustedProxyAreToldApart() async throws {
        var options = TestProxy.Options()
        options.clientRate = Self.slow
        options.trusts = ["127.0.0.1"]
        try await TestProxy.run(options, script: HeadRelayTests.answersOK) { proxy in
            for client in ["1.1.1.1", "2.2.2.2", "2001:db8::1"] {
                let fields = "X-Forwarded-For: \(client)\r\n"
                let statuses = try await Self.statuses(proxy, ["/", "/", "/", "/"], fields: fields)
                #expect(statuses == [200, 200, 200, 429])
            }
            let neighbour = "X-Forwarded-For: 2001:db8::ffff:1\r\n"
            let status = try await Self.statuses(proxy, ["/"], fields: neighbour)
            #expect(status == [429])
        }
    }

    @Test func aRefusedUploadIsNotRead() async throws {
        var options = TestProxy.Options()
        options.clientRate = ClientRate(interval: .seconds(60), burst: 1)
        try await TestProxy.run(options, script: HeadRelayTests.answersOK) { proxy in
            _ = try await Self.ask(proxy, ["/"])
            let client = try await proxy.connect()
            try await client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1000\r\n\r\nabc")
            _ = try await client.received { _ in client.hasEnded }
            #expect(client.received.hasPrefix("HTTP/1.1 429 Too Many Requests\r\n"))
            #expect(client.received.contains("\r\nConnection: close\r\n"))
        }
    }

    @Test func aClientHasSoManyConnectionsAndNoMore() async throws {
        var options = TestProxy.Options()
        options.mostClientConnections = 2
        try await TestProxy.run(options, script: HeadRelayTests.answersOK) { proxy in
            let first = try await proxy.connect()
            let second = try await proxy.connect()
            for client in [first, second] {
                try await client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
                _ = try await client.take(through: "ok")
            }
            let third = try await proxy.connect()
            _ = try await third.received { _ in third.hasEnded }
            #expect(third.received.hasPrefix("HTTP/1.1 429 Too Many Requests\r\n"))
            #expect(third.received.contains("\r\nRetry-After: 1\r\n"))
            #expect(third.received.contains("too_many_connections"))
            await second.close()
            try await eventually("room") { proxy.server.counts.connections == 1 }
            #expect(try await Self.ask(proxy, ["/"]).map(\.status) == [200])
            try await first.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
            _ = try await first.take(through: "ok")
        }
    }

    @Test func connectionsOfAProxyAreCountedForWhomItNames() async throws {
        var options = TestProxy.Options()
        options.mostClientConnections = 1
        options.isAnnounced = true
        options.trusts = ["127.0.0.1"]
        try await TestProxy.run(options, script: HeadRelayTests.answersOK) { proxy in
            func open(_ client: String) async throws -> Wire {
                let wire = try await proxy.connect()
                try await wire.send("PROXY TCP4 \(client) 10.0.0.1 1 80\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n")
                return wire
            }
            let first = try await open("1.1.1.1")
            _ = try await first.take(through: "ok")
            let other = try await open("2.2.2.2")
            _ = try await other.take(through: "ok")
            let again = try await open("1.1.1.1")
            _ = try await again.received { _ in again.hasEnded }
            #expect(again.received.hasPrefix("HTTP/1.1 429 "))
            await first.close()
            try await eventually("room") { proxy.server.counts.connections == 1 }
            _ = try await open("1.1.1.1").take(through: "ok")
        }
    }
}
