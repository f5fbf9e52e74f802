// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// One entry of `X-Forwarded-For`.
enum ForwardedEntry {
    /// The address in `1.2.3.4`, `1.2.3.4:80`, `2001:db8::1`, `[2001:db8::1]` or `[2001:db8::1]:80`. Nil: it is none of these.
    static func address(_ bytes: UnsafeRawBufferPointer, _ entry: Range<Int>) -> IPAddress? {
        guard let first = entry.first else { return nil }
        if bytes[first] == UInt8(ascii: "[") {
            guard let end = entry.first(where: { bytes[$0] == UInt8(ascii: "]") }),
                isPort(bytes, (end + 1)..<entry.upperBound)
            else { return nil }
            let address = parse(bytes, (first + 1)..<end)
            return address.flatMap { isIPv6(bytes, (first + 1)..<end) ? $0 : nil }
        }
        let colons = entry.filter { bytes[$0] == UInt8(ascii: ":") }
        guard colons.count == 1, let colon = colons.first else { return parse(bytes, entry) }
        return isPort(bytes, colon..<entry.upperBound) ? parse(bytes, entry.lowerBound..<colon) : nil
    }

    private static func parse(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) -> IPAddress? {
        IPAddress(parsing: UnsafeRawBufferPointer(rebasing: bytes[range]))
    }

    private static func isIPv6(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) -> Bool {
        range.contains { bytes[$0] == UInt8(ascii: ":") }
    }

    /// Nothing, or a colon and a port.
    private static func isPort(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) -> Bool {
        guard let colon = range.first else { return true }
        let digits = range.dropFirst()
        return bytes[colon] == UInt8(ascii: ":") && (1...5).contains(digits.count)
            && digits.allSatisfy { Bytes.isDigit(bytes[$0]) }
    }
}
