// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Glibc
internal import NIOCore

/// An IP address. One of IPv4 inside IPv6 (`::ffff:1.2.3.4`) is the one of IPv4.
struct IPAddress: Hashable, Sendable {
    /// As in IPv6, first and last eight bytes.
    let high: UInt64
    let low: UInt64

    private static let mapped: UInt64 = 0xFFFF

    var isIPv4: Bool { high == 0 && low >> 32 == Self.mapped }

    init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    init(ipv4 bits: UInt32) {
        self.init(high: 0, low: Self.mapped << 32 | UInt64(bits))
    }

    /// - Parameter bytes: 4 or 16, in network order. Nil: another number of them.
    init?(_ bytes: UnsafeRawBufferPointer) {
        switch bytes.count {
        case 4: self.init(ipv4: UInt32(bigEndian: bytes.loadUnaligned(as: UInt32.self)))
        case 16:
            self.init(
                high: UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self)),
                low: UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
            )
        default: return nil
        }
    }

    /// Nil: it is no address of IP, as on a unix socket.
    init?(_ address: SocketAddress?) {
        let found: Self? =
            switch address {
            // Where `struct sockaddr_in` and `sockaddr_in6` have it; by its text it would be written and read.
            case .v4(let address):
                withUnsafeBytes(of: address.address) { Self(UnsafeRawBufferPointer(rebasing: $0[4..<8])) }
            case .v6(let address):
                withUnsafeBytes(of: address.address) { Self(UnsafeRawBufferPointer(rebasing: $0[8..<24])) }
            default: nil
            }
        guard let found else { return nil }
        self = found
    }

    /// - Parameter text: an address and nothing else. Nil: it is none.
    init?(parsing text: UnsafeRawBufferPointer) {
        guard (2...45).contains(text.count) else { return nil }
        let found = withUnsafeTemporaryAllocation(of: CChar.self, capacity: text.count + 1) { copy -> Self? in
            for index in text.indices { copy[index] = CChar(bitPattern: text[index]) }
            copy[text.count] = 0
            return withUnsafeTemporaryAllocation(byteCount: 16, alignment: 8) { bytes -> Self? in
                guard let start = copy.baseAddress, !text.contains(0) else { return nil }
                if inet_pton(AF_INET, start, bytes.baseAddress) == 1 {
                    return Self(UnsafeRawBufferPointer(rebasing: bytes[..<4]))
                }
                guard inet_pton(AF_INET6, start, bytes.baseAddress) == 1 else { return nil }
                return Self(UnsafeRawBufferPointer(bytes))
            }
        }
        guard let found else { return nil }
        self = found
    }

    init?(_ text: String) {
        guard let found = Array(text.utf8).withUnsafeBytes({ Self(parsing: $0) }) else { return nil }
        self = found
    }

    /// As it is written: without brackets, IPv6 as RFC 5952 says.
    var text: [UInt8] {
        if isIPv4 { return dotted }
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(INET6_ADDRSTRLEN)) { room in
            var bits = (high.bigEndian, low.bigEndian)
            inet_ntop(AF_INET6, &bits, room.baseAddress, socklen_t(room.count))
            return room.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        }
    }

    /// By hand: `inet_ntop` prints by a format, which is much of what a connection with one request costs.
    private var dotted: [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(15)
        for place in 0..<4 {
            if place > 0 { text.append(UInt8(ascii: ".")) }
            text.append(contentsOf: String(UInt8(truncatingIfNeeded: low >> (24 - 8 * place))).utf8)
        }
        return text
    }
}
