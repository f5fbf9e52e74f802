// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Glibc
internal import NIOCore

/// The time of day as RFC 3339 has it, in UTC; the part down to the second is made once a second.
struct LogClock {
    private var second = Int.min
    private var text = ""

    mutating func writeNow(to output: inout ByteBuffer) {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        write(seconds: time.tv_sec, milliseconds: time.tv_nsec / 1_000_000, to: &output)
    }

    mutating func write(seconds: Int, milliseconds: Int, to output: inout ByteBuffer) {
        if seconds != second {
            second = seconds
            text = Self.text(seconds)
        }
        output.writeString(text)
        output.writeInteger(UInt8(ascii: "."))
        let digits = 1000 + milliseconds
        for place in [100, 10, 1] { output.writeInteger(UInt8(ascii: "0") + UInt8(digits / place % 10)) }
        output.writeInteger(UInt8(ascii: "Z"))
    }

    private static func text(_ seconds: Int) -> String {
        var seconds = seconds
        var parts = tm()
        gmtime_r(&seconds, &parts)
        func padded(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(parts.tm_year + 1900)-\(padded(parts.tm_mon + 1))-\(padded(parts.tm_mday))T"
            + "\(padded(parts.tm_hour)):\(padded(parts.tm_min)):\(padded(parts.tm_sec))"
    }
}
