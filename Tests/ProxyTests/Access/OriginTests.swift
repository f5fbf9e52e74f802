// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import NIOCore
import Testing

@testable import Proxy

/// Whom a request comes from, by its peer and what that says.
struct OriginTests {
    static let trusted = ["10.0.0.0/8", "127.0.0.1", "fd00::/8"].compactMap { TrustedNetwork($0) }

    private static func origin(_ peer: String, _ fields: [String]) throws -> (Origin, host: String?) {
        var buffer = ByteBuffer(string: "GET / HTTP/1.1\r\nHost: h\r\n" + fields.map { $0 + "\r\n" }.joined() + "\r\n")
        var head = RequestHead()
        guard head.read(from: &buffer, limits: HeadLimits()) == .complete else { throw CancellationError() }
        let peer = Peer(IPAddress(peer), trusted: trusted)
        let (section, bytes) = (head.section, head.bytes)
        return bytes.withUnsafeReadableBytes { bytes in
            let origin = Origin(peer, told: section.fields, bytes, trusted: trusted)
            let host = origin.host.map { String(decoding: bytes[section.fields[$0].valueRange], as: UTF8.self) }
            return (origin, host)
        }
    }

    private static func chain(_ peer: String, _ fields: [String]) throws -> String {
        let origin = try origin(peer, fields).0
        return String(decoding: origin.client + origin.proxies, as: UTF8.self)
    }

    /// What comes of `X-Forwarded-For` fields, the peer being 10.0.0.1: the client, and the proxies after it.
    static let lists: [(fields: [String], chain: String)] = [
        ([], "10.0.0.1"),
        (["1.2.3.4"], "1.2.3.4, 10.0.0.1"),
        (["6.6.6.6, 1.2.3.4"], "1.2.3.4, 10.0.0.1"),
        (["6.6.6.6, 1.2.3.4, 10.0.0.2"], "1.2.3.4, 10.0.0.2, 10.0.0.1"),
        (["10.0.0.3,10.0.0.2"], "10.0.0.3, 10.0.0.2, 10.0.0.1"),
        (["6.6.6.6", "1.2.3.4", "10.0.0.2"], "1.2.3.4, 10.0.0.2, 10.0.0.1"),
        (["1.2.3.4:5678"], "1.2.3.4, 10.0.0.1"),
        (["2001:DB8::1"], "2001:db8::1, 10.0.0.1"),
        (["[2001:db8::1]"], "2001:db8::1, 10.0.0.1"),
        (["[2001:db8::1]:443,[fd00::7]:80"], "2001:db8::1, fd00::7, 10.0.0.1"),
        (["::ffff:1.2.3.4, ::ffff:10.0.0.2"], "1.2.3.4, 10.0.0.2, 10.0.0.1"),
        ([" ,, 1.2.3.4 ,\t, "], "1.2.3.4, 10.0.0.1"),
        // What is no address ends the reading: the client is the last that was named by somebody trusted.
        (["1.2.3.4, unknown"], "10.0.0.1"),
        (["1.2.3.4, unknown, 10.0.0.2"], "10.0.0.2, 10.0.0.1"),
        (["1.2.3.4, \"10.0.0.2\""], "10.0.0.1"),
        (["for=1.2.3.4"], "10.0.0.1"), (["1.2.3.4:"], "10.0.0.1"), (["1.2.3.4:x"], "10.0.0.1"),
        (["1.2.3.4:123456"], "10.0.0.1"), (["1.2.3"], "10.0.0.1"), (["0x1.2.3.4"], "10.0.0.1"),
        (["[1.2.3.4]"], "10.0.0.1"), (["[2001:db8::1"], "10.0.0.1"), (["2001:db8::1]"], "10.0.0.1"),
        (["[2001:db8::1]x"], "10.0.0.1"), (["fe80::1%eth0"], "10.0.0.1"), (["1.2.3.4 5.6.7.8"], "10.0.0.1"),
        (["256.1.1.1"], "10.0.0.1"), (["[]"], "10.0.0.1"), ([""], "10.0.0.1"),
        (["1.2.3.256, 10.0.0.2"], "10.0.0.2, 10.0.0.1"),
    ]

    @Test(arguments: lists) func theListIsReadFromTheRightOverTheTrusted(_ fields: [String], _ chain: String) throws {
        #expect(try Self.chain("10.0.0.1", fields.map { "X-Forwarded-For: \($0)" }) == chain)
    }

    @Test func aTrustedPeerMayHaveIPv6() throws {
        #expect(try Self.chain("fd00::1", ["X-Forwarded-For: 1.2.3.4"]) == "1.2.3.4, fd00::1")
        #expect(try Self.chain("::ffff:10.0.0.1", ["X-Forwarded-For: 1.2.3.4"]) == "1.2.3.4, 10.0.0.1")
    }

    @Test func noMoreThanSoManyProxiesAreFollowed() throws {
        let many = (1...200).map { "10.0.0.\($0)" }.joined(separator: ",")
        let chain = try Self.chain("127.0.0.1", ["X-Forwarded-For: 1.2.3.4,\(many)"])
        #expect(chain.hasPrefix("10.0.0.\(200 - Origin.mostProxies + 1), "))
        #expect(chain.split(separator: ",").count == Origin.mostProxies + 1)
    }

    @Test(arguments: [
        ("https", true), ("HTTPS", true), ("wss", true), ("http", false), ("ws", false), ("https, http", false),
        ("", false), ("ftp", false),
    ]) func theSchemeIsOneWord(_ value: String, _ isSecure: Bool) throws {
        #expect(try Self.origin("10.0.0.1", ["X-Forwarded-Proto: \(value)"]).0.isSecure == isSecure)
    }

    @Test func twoFieldsThatCouldEachBeMeantAreNone() throws {
        let (origin, host) = try Self.origin(
            "10.0.0.1",
            ["X-Forwarded-Proto: https", "X-Forwarded-Proto: https", "X-Forwarded-Host: a", "X-Forwarded-Host: b"]
        )
        #expect(!origin.isSecure)
        #expect(host == nil)
    }

    @Test(arguments: [("a.test:443", "a.test:443"), ("[::1]", "[::1]"), ("a, b", nil), ("a/b", nil), ("", nil)])
    func theHostIsOneAuthority(_ value: String, _ wanted: String?) throws {
        #expect(try Self.origin("10.0.0.1", ["X-Forwarded-Host: \(value)"]).host == wanted)
    }
}
