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

    /// Whether a value of `Via` holds it, anywhere: others may have put theirs into the same field.
    func isNamed(in bytes: UnsafeRawBufferPointer, _ range: Range<Int>) -> Bool {
        guard range.count >= Self.length, let value = bytes.baseAddress else { return false }
        return withUnsafeBytes(of: text) { text in
            guard let name = text.baseAddress else { return false }
            return (range.lowerBound...(range.upperBound - Self.length))
                .contains { memcmp(value + $0, name, Self.length) == 0 }
        }
    }

    /// Whether a value of `Via` is what another Plimsoll writes, and nothing else: it says nothing about a client.
    static func isAlone(in bytes: UnsafeRawBufferPointer, _ range: Range<Int>) -> Bool {
        let start = range.upperBound - length
        guard start > range.lowerBound, start <= range.lowerBound + 3 else { return false }
        return bytes[range.lowerBound..<start].allSatisfy { Bytes.isDigit($0) || $0 == UInt8(ascii: ".") }
            && Bytes.areEqual(bytes, start..<(range.upperBound - digits), name)
            && bytes[(range.upperBound - digits)..<range.upperBound]
                .allSatisfy { Bytes.isDigit($0) || $0 &- UInt8(ascii: "a") < 6 }
    }
}
