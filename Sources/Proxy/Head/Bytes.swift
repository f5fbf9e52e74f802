// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// Tests on the bytes of a message, as RFC 9110 names them.
enum Bytes {
    static let lineFeed = UInt8(ascii: "\n")
    static let carriageReturn = UInt8(ascii: "\r")
    static let space = UInt8(ascii: " ")
    static let tab = UInt8(ascii: "\t")

    /// Where the next line feed is at or after `start`.
    @inline(__always)
    static func lineFeed(in bytes: UnsafeRawBufferPointer, from start: Int) -> Int? {
        guard start < bytes.count, let base = bytes.baseAddress else { return nil }
        guard let found = memchr(base + start, Int32(lineFeed), bytes.count - start) else { return nil }
        return UnsafeRawPointer(found) - base
    }

    /// A `tchar` of RFC 9110: one bit for each of the 128 ASCII codes.
    @inline(__always)
    static func isToken(_ byte: UInt8) -> Bool {
        let low: UInt64 = 0x03FF_6CFA_0000_0000
        let high: UInt64 = 0x57FF_FFFF_C7FF_FFFE
        let bits = byte < 64 ? low : high
        return byte < 128 && (bits >> UInt64(byte & 63)) & 1 == 1
    }

    @inline(__always)
    static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

    /// Whether every byte may stand in a field's value: visible, space, tab, or beyond ASCII.
    @inline(__always)
    static func areFieldValue(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) -> Bool {
        var index = range.lowerBound
        while range.upperBound - index >= 16 {
            let lanes = bytes.loadUnaligned(fromByteOffset: index, as: SIMD16<UInt8>.self)
            let control = (lanes .< SIMD16(repeating: 0x20)) .& (lanes .!= SIMD16(repeating: tab))
            if any(control .| (lanes .== SIMD16(repeating: 0x7F))) { return false }
            index += 16
        }
        while index < range.upperBound {
            let byte = bytes[index]
            if (byte < 0x20 && byte != tab) || byte == 0x7F { return false }
            index += 1
        }
        return true
    }

    /// Whether a range equals `text`, which is in lower case and of token characters, in any case.
    @inline(__always)
    static func equal(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>, _ text: StaticString) -> Bool {
        guard range.count == text.utf8CodeUnitCount else { return false }
        let wanted = text.utf8Start
        for offset in 0..<range.count where lowercased(bytes[range.lowerBound + offset]) != wanted[offset] {
            return false
        }
        return true
    }

    /// Whether a range equals `text`, byte for byte.
    static func areEqual(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>, _ text: StaticString) -> Bool {
        guard range.count == text.utf8CodeUnitCount else { return false }
        for offset in 0..<range.count where bytes[range.lowerBound + offset] != text.utf8Start[offset] { return false }
        return true
    }

    /// Whether two ranges are the same text in any case.
    static func equal(_ bytes: UnsafeRawBufferPointer, _ left: Range<Int>, _ right: Range<Int>) -> Bool {
        guard left.count == right.count else { return false }
        for offset in 0..<left.count
        where lowercased(bytes[left.lowerBound + offset]) != lowercased(bytes[right.lowerBound + offset]) {
            return false
        }
        return true
    }

    @inline(__always)
    static func lowercased(_ byte: UInt8) -> UInt8 {
        byte &- UInt8(ascii: "A") < 26 ? byte | 0x20 : byte
    }

    /// The range without spaces and tabs at its ends.
    @inline(__always)
    static func trimmed(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) -> Range<Int> {
        var start = range.lowerBound
        var end = range.upperBound
        while start < end, bytes[start] == space || bytes[start] == tab { start += 1 }
        while end > start, bytes[end - 1] == space || bytes[end - 1] == tab { end -= 1 }
        return start..<end
    }
}
