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

    /// Where the letters and hyphens end that begin at `start`: eight bytes at a time, as far as the buffer has eight.
    @inline(__always)
    static func endOfLetters(_ bytes: UnsafeRawBufferPointer, from start: Int) -> Int {
        var index = start
        while bytes.count - index >= 8 {
            let block = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self))
            let ascii = block & each(0x7F)
            let lower = ascii | each(0x20)
            // The highest bit of each byte says whether it is one; no sum of two bytes below 128 carries into the next.
            let areLetters = (lower &+ each(0x80 - 0x61)) & ~(lower &+ each(0x7F - 0x7A))
            let areHyphens = ~((ascii ^ each(0x2D)) &+ each(0x7F))
            let others = ~((areLetters | areHyphens) & ~block) & each(0x80)
            if others != 0 { return index + others.trailingZeroBitCount / 8 }
            index += 8
        }
        return index
    }

    @inline(__always)
    private static func each(_ byte: UInt64) -> UInt64 { byte &* 0x0101_0101_0101_0101 }

    @inline(__always)
    static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

    /// Whether every byte may stand in a field's value: visible, space, tab, or beyond ASCII. Eight bytes at a time in a word: vectors of
    /// the standard library are worked out lane by lane.
    @inline(__always)
    static func areFieldValue(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) -> Bool {
        var index = range.lowerBound
        while range.upperBound - index >= 8 {
            guard areFieldValue(bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)) else { return false }
            index += 8
        }
        guard bytes.count - index >= 8 else {
            return bytes[index..<range.upperBound].allSatisfy { ($0 >= space || $0 == tab) && $0 != 0x7F }
        }
        // What follows the range is replaced by spaces.
        let block = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self))
        let rest = UInt64(8 * (range.upperBound - index))
        return areFieldValue(block & ~(~0 &<< rest) | each(0x20) &<< rest)
    }

    /// Of eight bytes at once: the highest bit of each says whether it is one, and no sum of two bytes below 128 carries into the next.
    @inline(__always)
    private static func areFieldValue(_ block: UInt64) -> Bool {
        let ascii = block & each(0x7F)
        let areVisible = ascii &+ each(0x80 - 0x20)
        let areNoTabs = (ascii ^ each(0x09)) &+ each(0x7F)
        let areDeletes = ascii &+ each(0x80 - 0x7F)
        return (~areVisible & areNoTabs | areDeletes) & ~block & each(0x80) == 0
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

    /// Whether a range of token characters equals `text`, which has small letters, digits and hyphens, in any case of its letters.
    @inline(__always)
    static func areEqualTokens(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>, _ text: StaticString) -> Bool {
        let count = text.utf8CodeUnitCount
        guard range.count == count else { return false }
        guard count >= 8 else { return equal(bytes, range, text) }
        let wanted = UnsafeRawPointer(text.utf8Start)
        var offset = 0
        while true {
            let block = bytes.loadUnaligned(fromByteOffset: range.lowerBound + offset, as: UInt64.self)
            // Of token characters, only the two cases of a letter become the same.
            guard block | each(0x20) == wanted.loadUnaligned(fromByteOffset: offset, as: UInt64.self) else {
                return false
            }
            if offset == count - 8 { return true }
            offset = min(offset + 8, count - 8)
        }
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
