// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// An IP address or a range of them in CIDR notation.
package struct TrustedNetwork: Hashable, Sendable {
    private let address: IPAddress
    /// Bits of the address as in IPv6 that count.
    private let prefixLength: Int

    /// Nil: neither an address nor `address/length`.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard let first = parts.first, let address = IPAddress(String(first)) else { return nil }
        self.address = address
        // `::ffff:0:0/96` is all of IPv4, however it is written.
        let isShort = address.isIPv4 && !first.utf8.contains(UInt8(ascii: ":"))
        let offset = isShort ? 96 : 0
        switch parts.count {
        case 1: prefixLength = 128
        case 2:
            guard parts[1].utf8.allSatisfy(Bytes.isDigit), let length = Int(parts[1]), offset + length <= 128
            else { return nil }
            prefixLength = offset + length
        default: return nil
        }
    }

    func contains(_ other: IPAddress) -> Bool {
        guard address.isIPv4 == other.isIPv4 else { return false }
        let high = Self.mask(prefixLength)
        let low = Self.mask(prefixLength - 64)
        return (address.high ^ other.high) & high == 0 && (address.low ^ other.low) & low == 0
    }

    /// The first `length` bits of 64.
    private static func mask(_ length: Int) -> UInt64 {
        length <= 0 ? 0 : length >= 64 ? .max : ~(UInt64.max >> UInt64(length))
    }
}

extension [TrustedNetwork] {
    func contain(_ address: IPAddress?) -> Bool {
        guard let address else { return false }
        return contains { $0.contains(address) }
    }
}
