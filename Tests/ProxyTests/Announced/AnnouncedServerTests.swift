// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Fleet
import Foundation
import PlimsollTesting
import Proxy
import Testing

/// A listener that only proxies connect to, over real sockets.
struct AnnouncedServerTests {
    static let get = "GET / HTTP/1.1\r\nHost: h\r\n\r\n"

    private static func options(trusts: [String] = ["127.0.0.1"], _ lines: LogLines = LogLines()) -> TestProxy.Options {
        var options = TestProxy.Options()
        options.isAnnounced = true
        options.trusts = trusts
        options.logger = lines.logger
        options.timeouts.head = .seconds(60)
        return options
    }

    /// What the worker is told of a client that sends `bytes`, in pieces.
    private static func seen(_ pieces: [[UInt8]], _ options: TestProxy.Options = options()) async throws -> String {
        try await TestProxy.run(options, script: HeadRelayTests.answersOK) { proxy in
            let client = try await proxy.connect()
            for piece in pieces { try await client.send(piece) }
            _ = try await client.take(through: "ok")
            try await client.send("GET /again HTTP/1.1\r\nHost: h\r\n\r\n")
            _ = try await client.take(through: "ok")
            return ""
        }
    }

    /// The fields of `X-Forwarded-*` that the worker got with the one request of `bytes`.
    private static func told(_ bytes: [UInt8], oneByOne: Bool, _ options: TestProxy.Options) async throws -> [String] {
        try await TestProxy.run(
            options,
            script: { wire in
                _ = try await wire.received { $0.contains("\r\n\r\n") }
                try await wire.send(HeadRelayTests.ok)
            }
        ) { proxy in
            let client = try await proxy.connect()
            for piece in oneByOne ? bytes.map({ [$0] }) : [bytes] { try await client.send(piece) }
            _ = try await client.take(through: "ok")
            let lines = try await proxy.worker.connection().received.split(separator: "\r\n")
            return lines.filter { $0.hasPrefix("X-Forwarded-") }.map(String.init)
        }
    }

    @Test(arguments: [true, false]) func theWorkerIsToldWhomTheProxyNamed(oneByOne: Bool) async throws {
        let text = Array("PROXY TCP4 1.2.3.4 10.0.0.1 1 80\r\n\(Self.get)".utf8)
        let binary = Announcement.binary(0x21, Announcement.ipv6 + ProxyHeaderTests.ssl) + Array(Self.get.utf8)
        let first = try await Self.told(text, oneByOne: oneByOne, Self.options())
        let second = try await Self.told(binary, oneByOne: oneByOne, Self.options())
        #expect(first == ["X-Forwarded-For: 1.2.3.4", "X-Forwarded-Proto: http", "X-Forwarded-Host: h"])
        #expect(second == ["X-Forwarded-For: 2001:db8::7", "X-Forwarded-Proto: https", "X-Forwarded-Host: h"])
    }

    @Test func whoIsNamedIsBelievedOnlyIfItIsTrustedItself() async throws {
        let request = "GET / HTTP/1.1\r\nHost: h\r\nX-Forwarded-For: 9.9.9.9\r\n\r\n"
        let stranger = Array("PROXY TCP4 1.2.3.4 10.0.0.1 1 80\r\n\(request)".utf8)
        let cdn = Array("PROXY TCP4 5.5.5.5 10.0.0.1 1 80\r\n\(request)".utf8)
        let options = Self.options(trusts: ["127.0.0.1", "5.5.5.5"])
        #expect(try await Self.told(stranger, oneByOne: false, options).first == "X-Forwarded-For: 1.2.3.4")
        #expect(try await Self.told(cdn, oneByOne: false, options).first == "X-Forwarded-For: 9.9.9.9, 5.5.5.5")
    }

    @Test func aCheckOfTheProxysOwnIsFromTheProxy() async throws {
        let bytes = Announcement.binary(0x00, [], command: 0x20) + Array(Self.get.utf8)
        #expect(try await Self.told(bytes, oneByOne: true, Self.options()).first == "X-Forwarded-For: 127.0.0.1")
    }

    @Test func laterRequestsOfTheConnectionAreOfTheSameClient() async throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "access-\(UUID().uuidString)").path()
        defer { try? FileManager.default.removeItem(atPath: path) }
        let log = try AccessLog(.file(path))
        var options = Self.options()
        options.accessLog = log
        _ = try await Self.seen([Array("PROXY TCP4 1.2.3.4 10.0.0.1 1 80\r\n".utf8), Array(Self.get.utf8)], options)
        await log.close()
        let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
        #expect(lines.count == 2 && lines.allSatisfy { $0.contains("\"client\":\"1.2.3.4\"") })
    }

    @Test(arguments: [get, "PROXY TCP4 1.2.3.4 10.0.0.1 1\r\n\(get)", "\r\n\r\n\0\r\nXUIT\n"])
    func withoutAHeaderThatCountsNothingIsAnswered(_ text: String) async throws {
        let lines = LogLines()
        try await TestProxy.run(Self.options(lines), script: HeadRelayTests.answersOK) { proxy in
            for _ in 0..<20 {
                let client = try await proxy.connect()
                try? await client.send(text)
                _ = try await client.received { _ in client.hasEnded }
                #expect(client.received == "")
                await client.close()
            }
            #expect(proxy.worker.connections.isEmpty)
        }
        let told = lines.all.filter { $0.hasPrefix("connection without a PROXY header that counts is refused") }
        #expect(told.count == 1)
        #expect(told.first?.contains("peer=127.0.0.1") == true)
    }

    @Test func whoeverIsNotTrustedIsRefusedWhateverItSays() async throws {
        let lines = LogLines()
        try await TestProxy.run(Self.options(trusts: ["10.0.0.0/8"], lines), script: HeadRelayTests.answersOK) {
            proxy in
            let client = try await proxy.connect()
            try? await client.send("PROXY TCP4 1.2.3.4 10.0.0.1 1 80\r\n\(Self.get)")
            _ = try await client.received { _ in client.hasEnded }
            #expect(client.received == "")
            #expect(proxy.worker.connections.isEmpty)
        }
        #expect(lines.all.contains { $0.contains("reason=it is none of trusted_proxies") })
    }

    @Test func whereNobodyIsTrustedWhoeverConnectsIsBelieved() async throws {
        let bytes = Array("PROXY TCP4 1.2.3.4 10.0.0.1 1 80\r\n\(Self.get)".utf8)
        #expect(
            try await Self.told(bytes, oneByOne: false, Self.options(trusts: [])).first == "X-Forwarded-For: 1.2.3.4"
        )
    }

    @Test(arguments: ["", "PROXY TCP4 1."]) func aHeaderThatDoesNotComeEndsTheConnection(_ text: String) async throws {
        var options = Self.options()
        options.timeouts.head = .milliseconds(300)
        try await TestProxy.run(options, script: HeadRelayTests.answersOK) { proxy in
            let client = try await proxy.connect()
            if !text.isEmpty { try await client.send(text) }
            _ = try await client.received(within: .seconds(5)) { _ in client.hasEnded }
            #expect(client.received == "")
            try await eventually("no connection") { proxy.server.counts.connections == 0 }
        }
    }

    @Test func theHeaderComesBeforeTLS() async throws {
        try await SecureTest.run { secure in
            var options = Self.options()
            options.certificates = try await secure.store([["a.test"]])
            try await TestProxy.run(
                options,
                script: { wire in
                    _ = try await wire.received { $0.contains("\r\n\r\n") }
                    try await wire.send(HeadRelayTests.ok)
                }
            ) { proxy in
                let client = try await Wire.connectSecurely(
                    to: proxy.securePort,
                    announcedBy: Announcement.binary(0x11, Announcement.ipv4)
                )
                try await client.send(Self.get)
                _ = try await client.take(through: "ok")
                let seen = try await proxy.worker.connection().received
                #expect(seen.contains("X-Forwarded-For: 1.2.3.4\r\nX-Forwarded-Proto: https\r\n"))

                let bare = try await Wire.connectSecurely(to: proxy.securePort)
                _ = try await bare.received { _ in bare.hasEnded }
                #expect(bare.received == "")
            }
        }
    }
}
