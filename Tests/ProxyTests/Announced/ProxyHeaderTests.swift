// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Proxy

struct ProxyHeaderTests {
    typealias Case = (bytes: [UInt8], outcome: String)

    private static func outcome(_ bytes: [UInt8]) -> String {
        switch bytes.withUnsafeBytes({ ProxyHeader.read($0) }) {
        case .incomplete: return "incomplete"
        case .refused(let fault): return "\(fault)"
        case .complete(let header, let length):
            let source = header.source.map { String(decoding: $0.text, as: UTF8.self) } ?? "peer"
            return "\(source)\(header.isSecure ? " tls" : "") of \(length)"
        }
    }

    static let texts: [(String, String)] = [
        ("PROXY TCP4 1.2.3.4 10.0.0.1 12345 80\r\nGET", "1.2.3.4 of 38"),
        ("PROXY TCP4 255.255.255.255 255.255.255.255 65535 65535\r\n", "255.255.255.255 of 56"),
        ("PROXY TCP6 2001:db8::1 ::1 0 443\r\n", "2001:db8::1 of 34"),
        ("PROXY TCP6 ::ffff:1.2.3.4 ::1 1 2\r\n", "1.2.3.4 of 35"),
        (
            "PROXY TCP6 ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 65535 65535\r\n",
            "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff of 104"
        ),
        ("PROXY UNKNOWN\r\n", "peer of 15"),
        ("PROXY UNKNOWN ffff::1 anything at all\r\nGET", "peer of 39"),
        ("PROXY TCP4 1.2.3.4 10.0.0.1 12345 80\n", "malformed"),
        ("PROXY TCP4  1.2.3.4 10.0.0.1 12345 80\r\n", "malformed"),
        ("PROXY TCP4 1.2.3.4 10.0.0.1 12345 80 \r\n", "malformed"),
        ("PROXY TCP4 1.2.3.4 10.0.0.1 12345\r\n", "malformed"),
        ("PROXY TCP4 1.2.3.4 10.0.0.1 65536 80\r\n", "malformed"),
        ("PROXY TCP4 1.2.3.4 10.0.0.1 012 80\r\n", "malformed"),
        ("PROXY TCP4 1.2.3.4 10.0.0.1 -1 80\r\n", "malformed"),
        ("PROXY TCP4 ::1 ::1 1 2\r\n", "malformed"), ("PROXY TCP6 1.2.3.4 1.2.3.4 1 2\r\n", "malformed"),
        ("PROXY TCP4 1.2.3.256 10.0.0.1 1 2\r\n", "malformed"), ("PROXY UDP4 1.2.3.4 10.0.0.1 1 2\r\n", "malformed"),
        ("PROXY tcp4 1.2.3.4 10.0.0.1 1 2\r\n", "malformed"), ("PROXY \r\n", "malformed"),
        ("PROXY UNKNOWN " + String(repeating: "x", count: 93), "tooLong"),
        ("PROXY UNKNOWN " + String(repeating: "x", count: 92), "incomplete"),
        ("proxy TCP4", "absent"), ("POST / HTTP/1.1\r\n", "absent"), ("GET / HTTP/1.1\r\n", "absent"),
        ("PR", "incomplete"),
        ("\u{16}\u{3}", "absent"), ("", "incomplete"),
    ]

    @Test(arguments: texts) func versionOneIsReadOrRefused(_ text: String, _ outcome: String) {
        #expect(Self.outcome(Array(text.utf8)) == outcome)
    }

    static let ssl = Announcement.record(0x20, [1, 0, 0, 0, 0] + Announcement.record(0x21, Array("TLSv1.3".utf8)))

    static let binaries: [Case] = [
        (Announcement.binary(0x11, Announcement.ipv4) + [0x47], "1.2.3.4 of 28"),
        (Announcement.binary(0x21, Announcement.ipv6), "2001:db8::7 of 52"),
        (Announcement.binary(0x31, Announcement.unix), "peer of 232"),
        (Announcement.binary(0x00, []), "peer of 16"),
        (Announcement.binary(0x00, [1, 2, 3]), "peer of 19"),
        // Of the proxy's own accord: a check of its health.
        (Announcement.binary(0x00, [], command: 0x20), "peer of 16"),
        (Announcement.binary(0x11, Announcement.ipv4, command: 0x20), "peer of 28"),
        (Announcement.binary(0xFF, [1, 2, 3, 4, 5], command: 0x20), "peer of 21"),
        (Announcement.binary(0x11, Announcement.ipv4 + ssl), "1.2.3.4 tls of \(28 + ssl.count)"),
        (Announcement.binary(0x11, Announcement.ipv4 + Announcement.record(0x20, [0, 0, 0, 0, 0])), "1.2.3.4 of 36"),
        (Announcement.binary(0x31, Announcement.unix + ssl), "peer tls of \(232 + ssl.count)"),
        (
            Announcement.binary(
                0x11,
                Announcement.ipv4 + Announcement.record(0x04, Array(repeating: 0, count: 900))
                    + Announcement.record(0xEA, [1, 2]) + Announcement.record(0x01, [])
            ), "1.2.3.4 of 939"
        ),
        // CRC-32C over the header with the sum's own place as zero.
        (
            Announcement.binary(0x11, Announcement.ipv4 + Announcement.record(0x03, [0x8B, 0x24, 0xC3, 0x44])),
            "1.2.3.4 of 35"
        ),
        (Announcement.binary(0x11, Announcement.ipv4 + Announcement.record(0x03, [0, 0, 0, 0])), "corrupt"),
        (Announcement.binary(0x11, Announcement.ipv4 + Announcement.record(0x03, [0, 0, 0])), "malformed"),
        (Announcement.binary(0x11, Announcement.ipv4 + [0x04, 0, 5, 1]), "malformed"),
        (Announcement.binary(0x11, Announcement.ipv4 + [0x04, 0]), "malformed"),
        (Announcement.binary(0x11, Announcement.ipv4 + Announcement.record(0x20, [1])), "malformed"),
        (Announcement.binary(0x11, Array(Announcement.ipv4.dropLast())), "malformed"),
        (Announcement.binary(0x21, Announcement.ipv4), "malformed"),
        (Announcement.binary(0x12, Announcement.ipv4), "malformed"),
        (Announcement.binary(0x10, Announcement.ipv4), "malformed"),
        (Announcement.binary(0x41, Announcement.ipv4), "malformed"),
        (Announcement.binary(0x11, Announcement.ipv4, command: 0x22), "malformed"),
        (Announcement.binary(0x11, Announcement.ipv4, command: 0x11), "malformed"),
        (Announcement.binary(0x11, [], length: 4097), "tooLong"),
        (Announcement.binary(0x00, [], command: 0x20, length: 65535), "tooLong"),
        (Announcement.binary(0x11, Announcement.ipv4, length: 13), "incomplete"),
        (Announcement.signature, "incomplete"),
        ([0x0D, 0x0A, 0x0D, 0x0A, 0x01], "absent"),
    ]

    @Test(arguments: binaries) func versionTwoIsReadOrRefused(_ bytes: [UInt8], _ outcome: String) {
        #expect(Self.outcome(bytes) == outcome)
    }

    /// Nothing is decided before it is certain, and what was decided stays.
    @Test func comingByteByByteChangesNothing() {
        for (bytes, outcome) in Self.texts.map({ (Array($0.utf8), $1) }) + Self.binaries {
            var seen = "incomplete"
            for count in 0...bytes.count where seen == "incomplete" { seen = Self.outcome(Array(bytes.prefix(count))) }
            #expect(seen == outcome)
        }
    }
}
