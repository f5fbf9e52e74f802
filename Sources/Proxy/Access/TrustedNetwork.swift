// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// An IP address or a range of them in CIDR notation.
package struct TrustedNetwork: Hashable, Sendable {
    /// 4 or 16 bytes.
    private let address: [UInt8]
    private let prefixLength: Int

    /// Nil: neither an address nor `address/length`.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard let first = parts.first, let address = Self.bytes(of: String(first)) else { return nil }
        self.address = address
        switch parts.count {
        case 1: prefixLength = address.count * 8
        case 2:
            guard parts[1].utf8.allSatisfy(Bytes.isDigit), let length = Int(parts[1]), length <= address.count * 8
            else { return nil }
            prefixLength = length
        default: return nil
        }
    }

    /// - Parameter other: an address as text; one of IPv4 inside IPv6 counts as IPv4.
    package func contains(_ other: String) -> Bool {
        guard var candidate = Self.bytes(of: other) else { return false }
        let mapped: [UInt8] = Array(repeating: 0, count: 10) + [0xFF, 0xFF]
        if candidate.count == 16, address.count == 4, candidate.starts(with: mapped) {
            candidate.removeFirst(12)
        }
        guard candidate.count == address.count else { return false }
        for bit in 0..<prefixLength where (candidate[bit / 8] ^ address[bit / 8]) & (0x80 >> UInt8(bit % 8)) != 0 {
            return false
        }
        return true
    }

    private static func bytes(of text: String) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: 16)
        if inet_pton(AF_INET6, text, &bytes) == 1 { return bytes }
        if inet_pton(AF_INET, text, &bytes) == 1 { return Array(bytes.prefix(4)) }
        return nil
    }
}
