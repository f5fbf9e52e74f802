// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Fleet
import PlimsollTesting
import Proxy
import Testing

/// Connections with HTTP/2 as a whole: windows, farewells, TLS.
struct SessionTests {
    /// The bytes of a new connection with these frames, in the notation of the corpus.
    private func frames(_ lines: String, isNew: Bool = true) throws -> [UInt8] {
        var subject = try FrameCase.read("== test\n" + lines, file: "test")[0]
        subject.isBare = !isNew
        return try subject.sent()
    }

    private func answers(_ client: Wire, _ what: String, until isThere: (FrameAnswers) -> Bool) async throws
        -> FrameAnswers
    {
        try await eventually(what, within: .seconds(20)) { try isThere(FrameAnswers(client.receivedBytes)) }
        return try FrameAnswers(client.receivedBytes)
    }

    @Test func whoOpensNoWindowIsNotReadAheadOf() async throws {
        let (total, sent) = (32 << 20, Tally())
        let script: StubWorker.Script = { wire in
            while let head = try await wire.takeHead(within: .seconds(60)) {
                guard head.contains("GET /big") else {
                    try await wire.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
                    continue
                }
                try await wire.send("HTTP/1.1 200 OK\r\nContent-Length: \(total)\r\n\r\n")
                let piece = [UInt8](repeating: 120, count: 64 << 10)
                for _ in 0..<(total / piece.count) {
                    try await wire.send(piece)
                    sent.add(piece.count)
                }
            }
        }
        try await TestProxy.run(script: script) { proxy in
            let client = try await proxy.connect()
            try await client.send(frames("> REQUEST 1 GET /big end"))
            let first = try await answers(client, "a window full") { $0.streams[1]?.body.count == 65535 }
            #expect(first.streams[1]?.isOver == false)
            // The connection has no window left either, but heads need none.
            try await client.send(frames("> REQUEST 3 HEAD /other end", isNew: false))
            _ = try await answers(client, "the other's answer") { $0.streams[3]?.isComplete == true }
            #expect(sent.count < total / 2)
            client.onlyCount()
            try await client.send(
                frames("> WINDOW_UPDATE 0 1000000000\n> WINDOW_UPDATE 1 1000000000", isNew: false)
            )
            try await eventually("the rest", within: .seconds(60)) { client.receivedCount > total }
            await client.close()
        }
    }

    /// The answer is whole at the proxy, and the client opens its window only when the time of an unused connection is over.
    @Test func anAnswerThatIsStillOnItsWayIsNoUnusedConnection() async throws {
        var options = TestProxy.Options()
        options.timeouts.keepAlive = .milliseconds(300)
        try await TestProxy.run(options, script: HeadRelayTests.answersOK) { proxy in
            let client = try await proxy.connect()
            try await client.send(frames("> SETTINGS 4=0\n> REQUEST 1 GET / end"))
            _ = try await answers(client, "the head") { $0.streams[1]?.statuses == [200] }
            let start = ContinuousClock.now
            try await eventually("a while") { ContinuousClock.now - start > .seconds(1) }
            try await client.send(frames("> WINDOW_UPDATE 1 1000", isNew: false))
            let seen = try await answers(client, "the body") { $0.streams[1]?.isOver == true }
            #expect(seen.streams[1]?.reset == nil && seen.streams[1]?.body == Array("ok".utf8))
            await client.close()
        }
    }

    /// Such a reset hides the answer from curl.
    @Test func anEarlyAnswerIsFollowedByNoResetWhileTheBodyStillComes() async throws {
        var options = TestProxy.Options()
        options.timeouts.goodbye = .seconds(60)
        try await TestProxy.run(options, script: HeadRelayTests.answersOK) { proxy in
            let client = try await proxy.connect()
            try await client.send(frames("> REQUEST 1 POST /healthz\n> DATA 1 | ab"))
            _ = try await answers(client, "the early answer") { $0.streams[1]?.isComplete == true }
            try await client.send(frames("> DATA 1 | cd\n> REQUEST 3 GET / end", isNew: false))
            let other = try await answers(client, "another's") { $0.streams[3]?.isComplete == true }
            #expect(other.streams[1]?.statuses == [200] && other.streams[1]?.reset == nil)
            try await client.send(frames("> DATA 1 end | ef\n> REQUEST 5 GET / end", isNew: false))
            let last = try await answers(client, "a third's") { $0.streams[5]?.isComplete == true }
            #expect(last.streams[1]?.reset == nil && last.goAway == nil)
            await client.close()
        }
    }

    /// Streams are few, and those of clients that never end are not to use them up.
    @Test func aBodyThatNeverEndsIsResetInTime() async throws {
        var options = TestProxy.Options()
        options.timeouts.goodbye = .milliseconds(300)
        try await TestProxy.run(options, script: HeadRelayTests.answersOK) { proxy in
            let client = try await proxy.connect()
            let most = SessionLimits().streams
            let request = "> REQUEST 1 POST /healthz"
            let first = try frames("") + FrameLine("*\(most) \(request.dropFirst(2))").bytes()
            try await client.send(first)
            let seen = try await answers(client, "all resets") { answers in
                answers.streams.count == most && answers.streams.values.allSatisfy { $0.reset != nil }
            }
            #expect(seen.streams.values.allSatisfy { $0.isComplete && $0.reset == "NO_ERROR" })
            try await client.send(frames("> REQUEST \(2 * most + 1) GET / end", isNew: false))
            _ = try await answers(client, "the next answer") { $0.streams[2 * most + 1]?.isComplete == true }
            await client.close()
        }
    }

    @Test func aClientIsToldToGoAndServedToTheEnd() async throws {
        let script: StubWorker.Script = { wire in
            while try await wire.takeHead(within: .seconds(60)) != nil {
                try await wire.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\no")
                try await eventually("the proxy ends", within: .seconds(20)) { wire.received == "" && isTold.count > 0 }
                try await wire.send("k")
            }
        }
        try await TestProxy.run(script: script) { proxy in
            let client = try await proxy.connect()
            try await client.send(frames("> REQUEST 1 GET / end"))
            _ = try await answers(client, "the head") { $0.streams[1]?.statuses == [200] }
            async let drained: Void = proxy.server.drain(within: .seconds(20))
            _ = try await answers(client, "the farewell") { $0.goAway == "NO_ERROR" }
            isTold.add(1)
            let last = try await answers(client, "the end") { $0.streams[1]?.isComplete == true }
            #expect(last.streams[1]?.body == Array("ok".utf8))
            await drained
            try await eventually("closed") { client.hasEnded }
            await client.close()
        }
    }

    private let isTold = Tally()

    @Test func aConnectionWithoutARequestIsClosedInTime() async throws {
        var options = TestProxy.Options()
        options.timeouts.head = .seconds(2)
        options.timeouts.goodbye = .milliseconds(300)
        try await TestProxy.run(options, script: HeadRelayTests.answersOK) { proxy in
            let idle = try await proxy.connect()
            try await idle.send(frames(""))
            let dripping = try await proxy.connect()
            try await dripping.send(frames("> REQUEST 1 GET / end open"))
            for client in [idle, dripping] {
                try await eventually("closed", within: .seconds(10)) { client.hasEnded }
                #expect(try FrameAnswers(client.receivedBytes).goAway == "NO_ERROR")
                await client.close()
            }
        }
    }

    @Test func itIsChosenInTheHandshakeAndNotForAnotherHost() async throws {
        try await SecureTest.run { test in
            var options = TestProxy.Options()
            options.certificates = try await test.store([["a.test"], ["b.test"]])
            try await TestProxy.run(options, script: HeadRelayTests.answersOK) { proxy in
                let client = try await Wire.connectSecurely(
                    to: proxy.securePort,
                    asking: "a.test",
                    protocols: ["h2", "http/1.1"]
                )
                let pseudo = "+ :method: GET\n+ :scheme: https\n+ :path: /\n"
                try await client.send(
                    frames(
                        "> HEADERS 1 end\n\(pseudo)+ :authority: a.test\n> HEADERS 3 end\n\(pseudo)+ :authority: b.test"
                    )
                )
                let got = try await answers(client, "both") {
                    $0.streams[1]?.isComplete == true && $0.streams[3]?.isComplete == true
                }
                #expect(got.streams[1]?.statuses == [200] && got.streams[3]?.statuses == [421])
                await client.close()
            }
        }
    }

    @Test func whoDoesNotChooseItGetsTheOther() async throws {
        try await SecureTest.run { test in
            var options = TestProxy.Options()
            options.certificates = try await test.store([["a.test"]])
            try await TestProxy.run(options, script: HeadRelayTests.answersOK) { proxy in
                let client = try await proxy.connectSecurely(asking: "a.test")
                try await client.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
                _ = try await client.received { $0.hasPrefix("HTTP/1.1 505 ") }
                await client.close()
            }
        }
    }
}
