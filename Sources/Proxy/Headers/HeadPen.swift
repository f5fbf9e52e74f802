// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Glibc
internal import NIOCore

/// Writes the parts of a head one after the other into room that was made for all of them at once.
///
/// A head has some thirty parts; a `ByteBuffer` asks at each whether it is the only owner and whether there is room.
struct HeadPen: ~Copyable {
    private let room: UnsafeMutableRawBufferPointer
    private(set) var count = 0
    /// The room did not suffice, and something is missing.
    private(set) var isOverfull = false

    fileprivate init(_ room: UnsafeMutableRawBufferPointer) {
        self.room = room
    }

    @inline(__always)
    mutating func writeStaticString(_ text: StaticString) {
        write(UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    @inline(__always)
    mutating func writeByte(_ byte: UInt8) {
        guard count < room.count else { return isOverfull = true }
        room[count] = byte
        count += 1
    }

    mutating func writeBytes(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { write($0) }
    }

    mutating func writeString(_ text: String) {
        for byte in text.utf8 { writeByte(byte) }
    }

    @inline(__always)
    mutating func write(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) {
        write(UnsafeRawBufferPointer(rebasing: bytes[range]))
    }

    /// Writes a number in decimal digits.
    mutating func write(_ number: UInt64) {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
            var rest = number
            var start = 20
            repeat {
                start -= 1
                digits[start] = UInt8(truncatingIfNeeded: rest % 10) + UInt8(ascii: "0")
                rest /= 10
            } while rest > 0
            write(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(digits)[start..<20]))
        }
    }

    /// Writes a number in its shortest hexadecimal digits.
    mutating func writeHexadecimal(_ number: UInt64) {
        let digits = max(1, (67 - number.leadingZeroBitCount) / 4)
        writeHexadecimal(number, digits: digits)
    }

    /// Writes the lowest `digits` hexadecimal digits of a number; 16 at most.
    mutating func writeHexadecimal(_ number: UInt64, digits: Int) {
        let text = (Self.hexadecimal(number >> 32), Self.hexadecimal(number & 0xFFFF_FFFF))
        withUnsafeBytes(of: text) { write($0, (16 - digits)..<16) }
    }

    /// The eight digits of a number of 32 bits as they lie in memory, worked out side by side: every request has an id of 32.
    private static func hexadecimal(_ number: UInt64) -> UInt64 {
        var digits = (number | number << 16) & 0x0000_FFFF_0000_FFFF
        digits = (digits | digits << 8) & 0x00FF_00FF_00FF_00FF
        digits = (digits | digits << 4) & 0x0F0F_0F0F_0F0F_0F0F
        let areLetters = ((digits + 0x0606_0606_0606_0606) >> 4) & 0x0101_0101_0101_0101
        let afterNine = UInt64(UInt8(ascii: "a") - UInt8(ascii: "0") - 10)
        return (digits + 0x3030_3030_3030_3030 + areLetters * afterNine).bigEndian
    }

    /// Copies the lines of the fields for which `keeps` holds, neighbours in one piece.
    mutating func copy(_ fields: [Field], of bytes: UnsafeRawBufferPointer, where keeps: (Field) -> Bool) {
        var run = 0..<0
        for field in fields where keeps(field) {
            let line = field.line
            if line.lowerBound == run.upperBound {
                run = run.lowerBound..<line.upperBound
            } else {
                write(bytes, run)
                run = line
            }
        }
        write(bytes, run)
    }

    @inline(__always)
    private mutating func write(_ bytes: UnsafeRawBufferPointer) {
        guard bytes.count <= room.count - count else { return isOverfull = true }
        guard let start = bytes.baseAddress, let place = room.baseAddress else { return }
        memcpy(place + count, start, bytes.count)
        count += bytes.count
    }
}

extension ByteBuffer {
    /// Appends what `write` writes. It is called again with more room where `size` did not suffice, so it must do nothing else.
    mutating func writeHead(atMost size: Int, _ write: (inout HeadPen) -> Void) {
        var size = size
        var isWhole = false
        while !isWhole {
            writeWithUnsafeMutableBytes(minimumWritableBytes: size) { room in
                var pen = HeadPen(room)
                write(&pen)
                isWhole = !pen.isOverfull
                return isWhole ? pen.count : 0
            }
            size *= 2
        }
    }
}
