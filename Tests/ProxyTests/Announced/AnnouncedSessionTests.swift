// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Foundation
import PlimsollTesting
import Proxy
import Synchronization
import Testing

/// HTTP/2 behind a PROXY header: all streams of a connection are of the client that it names, over real sockets.
struct AnnouncedSessionTests {
    private static let ipv4 = Announcement.binary(0x11, Announcement.ipv4)
    private static let text = Array("PROXY TCP4 1.2.3.4 10.0.0.1 1 80\r\n".utf8)
    private static let ipv6 = Announcement.binary(0x21, Announcement.ipv6 + ProxyHeaderTests.ssl)

    private static func options() -> TestProxy.Options {
        var options = TestProxy.Options()
        options.isAnnounced = true
        options.trusts = ["127.0.0.1"]
        options.timeouts.head = .seconds(60)
        return options
    }

    /// The bytes of a new connection with these frames, in the notation of the corpus.
    private static func frames(_ lines: String, isNew: Bool = true) throws -> [UInt8] {
        var subject = try FrameCase.read("== test\n" + lines, file: "test")[0]
        subject.isBare = !isNew
        return try subject.sent()
    }

    /// Three streams of which one says itself who it is, and then another.
    private static func ask(_ client: Wire, after header: [UInt8], oneByOne: Bool = false) async throws {
        let bytes = try header + frames("> REQUEST 1 GET /1 end\n> REQUEST 3 GET /3 end\n+ x-forwarded-for: 9.9.9.9\n")
        for piece in oneByOne ? bytes.map({ [$0] }) : [bytes] { try await client.send(piece) }
        try await complete([1, 3], at: client)
        try await client.send(frames("> REQUEST 5 GET /5 end", isNew: false))
        try await complete([5], at: client)
    }

    private static func complete(_ streams: [Int], at client: Wire) async throws {
        try await eventually("the answers") {
            let answers = try FrameAnswers(client.receivedBytes)
            return streams.allSatisfy { answers.streams[$0]?.isComplete == true }
        }
        let answers = try FrameAnswers(client.receivedBytes)
        #expect(streams.allSatisfy { answers.streams[$0]?.statuses == [200] })
    }

    /// Every `X-Forwarded-For` and `X-Forwarded-Proto` the worker was told.
    private final class Told: Sendable {
        private let lines = Mutex<[String]>([])

        var all: Set<String> { Set(lines.withLock { $0 }) }
        var count: Int { lines.withLock { $0.count } }

        var script: StubWorker.Script {
            { [self] wire in
                while let head = try await wire.takeHead(within: .seconds(60)) {
                    let told = head.split(separator: "\r\n").filter {
                        $0.hasPrefix("X-Forwarded-For: ") || $0.hasPrefix("X-Forwarded-Proto: ")
                    }
                    lines.withLock { $0.append(told.joined(separator: ", ")) }
                    try await wire.send(HeadRelayTests.ok)
                }
            }
        }
    }

    @Test(arguments: [true, false]) func allStreamsAreOfTheClientThatIsNamed(oneByOne: Bool) async throws {
        for (header, wanted) in [
            (Self.text, "X-Forwarded-For: 1.2.3.4, X-Forwarded-Proto: http"),
            (Self.ipv4, "X-Forwarded-For: 1.2.3.4, X-Forwarded-Proto: http"),
            (Self.ipv6, "X-Forwarded-For: 2001:db8::7, X-Forwarded-Proto: https"),
        ] {
            let told = Told()
            try await TestProxy.run(Self.options(), script: told.script) { proxy in
                try await Self.ask(try await proxy.connect(), after: header, oneByOne: oneByOne)
            }
            #expect(told.count == 3 && told.all == [wanted])
        }
    }

    @Test func withTLSToo() async throws {
        try await SecureTest.run { secure in
            var options = Self.options()
            options.certificates = try await secure.store([["a.test"]])
            let told = Told()
            try await TestProxy.run(options, script: told.script) { proxy in
                let client = try await Wire.connectSecurely(
                    to: proxy.securePort,
                    protocols: ["h2"],
                    announcedBy: Self.ipv4
                )
                try await Self.ask(client, after: [])
            }
            #expect(told.count == 3 && told.all == ["X-Forwarded-For: 1.2.3.4, X-Forwarded-Proto: https"])
        }
    }

    @Test func theAccessLogNamesTheClientToo() async throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "access-\(UUID().uuidString)").path()
        defer { try? FileManager.default.removeItem(atPath: path) }
        let log = try AccessLog(.file(path))
        var options = Self.options()
        options.accessLog = log
        try await TestProxy.run(options, script: HeadRelayTests.answersOK) { proxy in
            try await Self.ask(try await proxy.connect(), after: Self.text)
        }
        await log.close()
        let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
        #expect(lines.count == 3 && lines.allSatisfy { $0.contains("\"client\":\"1.2.3.4\"") })
    }

    @Test func aConnectionIsCountedForItsClientAsLongAsItLasts() async throws {
        var options = Self.options()
        options.mostClientConnections = 1
        try await TestProxy.run(options, script: HeadRelayTests.answersOK) { proxy in
            let first = try await proxy.connect()
            try await Self.ask(first, after: Self.text)
            let other = try await proxy.connect()
            try await Self.ask(other, after: Self.ipv6)
            let again = try await proxy.connect()
            try? await again.send(Self.text + Self.frames("> REQUEST 1 GET / end"))
            _ = try await again.received { _ in again.hasEnded }
            // Told before it is known what it speaks.
            #expect(again.received.hasPrefix("HTTP/1.1 429 "))
            await first.close()
            try await eventually("room") { proxy.server.counts.connections == 1 }
            try await Self.ask(try await proxy.connect(), after: Self.text)
        }
    }
}
