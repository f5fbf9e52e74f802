// Plimsoll
// SPDX-License-Identifier: Apache-2.0

// MARK: - Version 2

extension ProxyHeader {
    /// What follows the first 16 bytes: addresses, and records of type, length and value. 216 bytes of paths and a few records are usual.
    static let longestRest = 4096

    private static let signature: [UInt8] = [
        0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A,
    ]
    private static let start = 16

    /// Who is told of, by the bytes of both addresses and ports.
    private enum Family: UInt8 {
        case unknown = 0x00
        case ipv4 = 0x11
        case ipv6 = 0x21
        case unix = 0x31

        var length: Int {
            switch self {
            case .unknown: 0
            case .ipv4: 12
            case .ipv6: 36
            case .unix: 216
            }
        }
    }

    static func readBinary(_ bytes: UnsafeRawBufferPointer) -> Reading {
        for (byte, wanted) in zip(bytes, signature) where byte != wanted { return .refused(.absent) }
        guard bytes.count > signature.count else { return .incomplete }
        let command = bytes[12]
        guard command == 0x20 || command == 0x21 else { return .refused(.malformed) }
        guard bytes.count >= start else { return .incomplete }
        let rest = Int(bytes[14]) << 8 | Int(bytes[15])
        guard rest <= longestRest else { return .refused(.tooLong) }
        let length = start + rest
        guard bytes.count >= length else { return .incomplete }
        // Of the proxy's own accord: whatever it says of addresses is to be skipped.
        if command == 0x20 { return .complete(ProxyHeader(), length: length) }
        guard let family = Family(rawValue: bytes[13]), family.length <= rest else { return .refused(.malformed) }
        var header = ProxyHeader()
        switch family {
        case .ipv4: header.source = IPAddress(UnsafeRawBufferPointer(rebasing: bytes[start..<(start + 4)]))
        case .ipv6: header.source = IPAddress(UnsafeRawBufferPointer(rebasing: bytes[start..<(start + 16)]))
        case .unix: break
        // Nothing is known of what follows, not even where records would begin.
        case .unknown: return .complete(header, length: length)
        }
        let whole = UnsafeRawBufferPointer(rebasing: bytes[..<length])
        if let fault = header.readRecords(whole, from: start + family.length) { return .refused(fault) }
        return .complete(header, length: length)
    }

    private mutating func readRecords(_ bytes: UnsafeRawBufferPointer, from start: Int) -> Fault? {
        let checksum: UInt8 = 0x03
        let tls: UInt8 = 0x20
        var index = start
        while index < bytes.count {
            guard index + 3 <= bytes.count else { return .malformed }
            let value = (index + 3)..<(index + 3 + (Int(bytes[index + 1]) << 8 | Int(bytes[index + 2])))
            guard value.upperBound <= bytes.count else { return .malformed }
            switch bytes[index] {
            case checksum:
                guard value.count == 4 else { return .malformed }
                let told = UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: value.lowerBound, as: UInt32.self))
                guard Self.checksum(of: bytes, without: value) == told else { return .corrupt }
            case tls:
                guard value.count >= 5 else { return .malformed }
                // Bit 0: over TLS. Whether a certificate was shown does not concern us.
                isSecure = bytes[value.lowerBound] & 1 == 1
            default: break
            }
            index = value.upperBound
        }
        return nil
    }

    /// CRC-32C (RFC 9260, appendix A), the checksum's own place taken as zero.
    private static func checksum(of bytes: UnsafeRawBufferPointer, without gap: Range<Int>) -> UInt32 {
        var sum = UInt32.max
        for index in bytes.indices {
            sum ^= UInt32(gap.contains(index) ? 0 : bytes[index])
            for _ in 0..<8 { sum = sum >> 1 ^ (sum & 1 == 1 ? 0x82F6_3B78 : 0) }
        }
        return ~sum
    }
}
