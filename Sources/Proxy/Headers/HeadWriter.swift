// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import NIOCore

/// Puts heads of our own together: ranges of what came, and what we have to say.
struct HeadWriter {
    /// Copies the lines of the fields for which `keeps` holds, neighbours in one piece.
    static func copy(
        _ fields: [Field],
        of bytes: UnsafeRawBufferPointer,
        to output: inout ByteBuffer,
        where keeps: (Field) -> Bool
    ) {
        var run = 0..<0
        for field in fields where keeps(field) {
            let line = field.line
            if line.lowerBound == run.upperBound {
                run = run.lowerBound..<line.upperBound
            } else {
                output.writeBytes(UnsafeRawBufferPointer(rebasing: bytes[run]))
                run = line
            }
        }
        output.writeBytes(UnsafeRawBufferPointer(rebasing: bytes[run]))
    }

    @inline(__always)
    static func write(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>, to output: inout ByteBuffer) {
        output.writeBytes(UnsafeRawBufferPointer(rebasing: bytes[range]))
    }

    /// Writes a number in decimal digits.
    static func write(_ number: UInt64, to output: inout ByteBuffer) {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
            var rest = number
            var start = 20
            repeat {
                start -= 1
                digits[start] = UInt8(truncatingIfNeeded: rest % 10) + UInt8(ascii: "0")
                rest /= 10
            } while rest > 0
            output.writeBytes(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(digits)[start..<20]))
        }
    }

    /// Writes a number in hexadecimal digits, at least `width` of them.
    static func writeHexadecimal(_ number: UInt64, width: Int = 1, to output: inout ByteBuffer) {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 16) { digits in
            var rest = number
            var start = 16
            repeat {
                start -= 1
                let digit = UInt8(truncatingIfNeeded: rest & 0x0F)
                digits[start] = digit < 10 ? digit + UInt8(ascii: "0") : digit - 10 + UInt8(ascii: "a")
                rest >>= 4
            } while rest > 0 || start > 16 - width
            output.writeBytes(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(digits)[start..<16]))
        }
    }
}
