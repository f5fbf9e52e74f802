// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import NIOCore

@testable import Proxy

/// Whom a request comes from, by what trusted proxies tell in `X-Forwarded-For`. An input is its values, one a line.
enum OriginProperty {
    private static let trusted = ["10.0.0.0/8", "fd00::/8"].compactMap { TrustedNetwork($0) }

    static func check(_ input: [UInt8]) throws {
        var bytes = Array("GET / HTTP/1.1\r\nHost: h\r\n".utf8)
        for line in input.split(separator: 0x0A) { bytes += Array("X-Forwarded-For: ".utf8) + line + [0x0D, 0x0A] }
        bytes += [0x0D, 0x0A]
        var head = RequestHead()
        var buffer = Octets.buffer(bytes[...])
        guard head.read(from: &buffer, limits: HeadLimits()) == .complete else { return }
        let fields = head.section.fields
        guard let proxy = IPAddress("10.0.0.1") else { throw Violation(description: "no peer") }
        let peer = Peer(proxy, trusted: trusted)
        let origin = head.bytes.withUnsafeReadableBytes { Origin(peer, told: fields, $0, trusted: trusted) }
        let values = head.bytes.withUnsafeReadableBytes { bytes in
            fields.filter { $0.name == .forwardedFor }.map { String(decoding: bytes[$0.valueRange], as: UTF8.self) }
        }
        let (client, passed) = client(from: values, behind: proxy)
        try Violation.unless(
            origin.address == client,
            "the client is \(String(decoding: origin.client, as: UTF8.self))"
        )
        try Violation.unless(origin.client == client.text, "the client is written otherwise")
        let proxies = passed.reversed().reduce(into: [UInt8]()) { $0 += Array(", ".utf8) + $1.text }
        try Violation.unless(origin.proxies == proxies, "it came through others")
        try Violation.unless(passed.allSatisfy { trusted.contain($0) }, "one that is not trusted was believed")
    }

    /// From the right over the trusted, plainly. - Returns: the client, and whom it came through, the nearest first.
    private static func client(from values: [String], behind peer: IPAddress) -> (IPAddress, [IPAddress]) {
        var client = peer
        var passed: [IPAddress] = []
        let entries = values.flatMap { $0.utf8.split(separator: UInt8(ascii: ",")).map { String($0) ?? "?" } }
        for entry in entries.map(trimmed).reversed() where !entry.isEmpty {
            guard trusted.contain(client), passed.count < Origin.mostProxies, let next = address(entry) else { break }
            passed.append(client)
            client = next
        }
        return (client, passed)
    }

    private static func trimmed(_ text: String) -> String {
        let isBlank = { (byte: UInt8) in byte == 0x20 || byte == 0x09 }
        var rest = Array(text.utf8)[...].drop(while: isBlank)
        while let last = rest.last, isBlank(last) { rest.removeLast() }
        return String(decoding: rest, as: UTF8.self)
    }

    private static func address(_ entry: String) -> IPAddress? {
        if entry.hasPrefix("[") {
            let parts = entry.dropFirst().split(separator: "]", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, parts[0].contains(":"), parts[1].isEmpty || isPort(parts[1]) else { return nil }
            return IPAddress(String(parts[0]))
        }
        let parts = entry.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2 else { return IPAddress(entry) }
        return isPort(":" + parts[1]) ? IPAddress(String(parts[0])) : nil
    }

    private static func isPort(_ text: some StringProtocol) -> Bool {
        text.hasPrefix(":") && (2...6).contains(text.utf8.count)
            && text.utf8.dropFirst().allSatisfy { (0x30...0x39).contains($0) }
    }
}
