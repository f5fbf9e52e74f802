// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// What one running proxy calls itself in `Via`: its own name, so that it knows a request that comes back to it.
struct Pseudonym {
    private static let name: StaticString = " plimsoll-"
    private static let digits = 8
    private static let length = 18

    /// As in the field: a blank, the name, the end of the line.
    private var text = InlineArray<20, UInt8>(repeating: Bytes.space)

    init(_ number: UInt32 = .random(in: .min ... .max)) {
        let hexadecimal = String(number, radix: 16)
        let zeros = String(repeating: "0", count: Self.digits - hexadecimal.count)
        for (index, byte) in "\(Self.name)\(zeros)\(hexadecimal)\r\n".utf8.enumerated() { text[index] = byte }
    }

    /// Ends a line of `Via` behind its version.
    @inline(__always)
    func write(to output: inout HeadPen) {
        withUnsafeBytes(of: text) { output.write($0, 0..<$0.count) }
    }

    /// How often a value of `Via` holds it, anywhere: others may have put theirs into the same field.
    func count(in bytes: UnsafeRawBufferPointer, _ range: Range<Int>) -> Int {
        guard range.count >= Self.length, let value = bytes.baseAddress else { return 0 }
        return withUnsafeBytes(of: text) { text in
            guard let name = text.baseAddress else { return 0 }
            return (range.lowerBound...(range.upperBound - Self.length))
                .count { memcmp(value + $0, name, Self.length) == 0 }
        }
    }

    /// The members of a list in `Via` that are what another Plimsoll writes, and nothing else: they say nothing about a client.
    static func members(of bytes: UnsafeRawBufferPointer, _ range: Range<Int>) -> some Sequence<Range<Int>> {
        var rest = range
        return AnyIterator {
            while !rest.isEmpty {
                let end = rest.first { bytes[$0] == UInt8(ascii: ",") } ?? rest.upperBound
                let member = Bytes.trimmed(bytes, rest.lowerBound..<end)
                rest = min(end + 1, rest.upperBound)..<rest.upperBound
                if isOfPlimsoll(bytes, member) { return member }
            }
            return nil
        }
    }

    private static func isOfPlimsoll(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) -> Bool {
        let start = range.upperBound - length
        guard start > range.lowerBound, start <= range.lowerBound + 3 else { return false }
        return bytes[range.lowerBound..<start].allSatisfy { Bytes.isDigit($0) || $0 == UInt8(ascii: ".") }
            && Bytes.areEqual(bytes, start..<(range.upperBound - digits), name)
            && bytes[(range.upperBound - digits)..<range.upperBound]
                .allSatisfy { Bytes.isDigit($0) || $0 &- UInt8(ascii: "a") < 6 }
    }
}
