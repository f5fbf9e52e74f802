// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import NIOCore

extension ByteBuffer {
    /// Writes a number in decimal digits, at least `width` of them.
    mutating func writeDecimal(_ number: UInt64, width: Int = 1) {
        var rest = number
        var digits: (UInt64, UInt64, UInt64) = (0, 0, 0)
        var count = 0
        repeat {
            let digit = (rest % 10 + UInt64(UInt8(ascii: "0"))) << UInt64(8 * (count % 8))
            switch count / 8 {
            case 0: digits.0 |= digit
            case 1: digits.1 |= digit
            default: digits.2 |= digit
            }
            rest /= 10
            count += 1
        } while rest > 0 || count < width
        while count > 0 {
            count -= 1
            let word = count / 8 == 0 ? digits.0 : count / 8 == 1 ? digits.1 : digits.2
            writeInteger(UInt8(truncatingIfNeeded: word >> UInt64(8 * (count % 8))))
        }
    }

    /// Writes a time in milliseconds, down to the microsecond.
    mutating func writeMilliseconds(_ time: TimeAmount) {
        let microseconds = UInt64(max(0, time.nanoseconds / 1000))
        writeDecimal(microseconds / 1000)
        writeInteger(UInt8(ascii: "."))
        writeDecimal(microseconds % 1000, width: 3)
    }
}
