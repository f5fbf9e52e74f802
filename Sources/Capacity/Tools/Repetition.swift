// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// How often a tool shows what it shows.
package struct Repetition: Hashable, Sendable {
    package var interval: Duration
    /// Nil: until it is stopped.
    package var count: Int64?

    package static let once = Repetition(interval: .seconds(1), count: 1)

    /// Reads seconds, whole or with up to three decimals; nil for anything else, and for more than a year.
    static func interval(parsing text: String) -> Duration? {
        var milliseconds: Int64 = 0
        var decimals = -1
        var digits = 0
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                digits += 1
                if decimals >= 3 { continue }
                if decimals >= 0 { decimals += 1 }
                milliseconds = milliseconds * 10 + Int64(byte - UInt8(ascii: "0"))
                if milliseconds > 1 << 40 { return nil }
            case UInt8(ascii: ".") where decimals < 0, UInt8(ascii: ",") where decimals < 0: decimals = 0
            default: return nil
            }
        }
        guard digits > 0 else { return nil }
        for _ in max(decimals, 0)..<3 { milliseconds *= 10 }
        return milliseconds <= 366 * 86_400_000 ? .milliseconds(milliseconds) : nil
    }

    /// A whole number above zero.
    static func count(parsing text: String) -> Int64? {
        KernelText.number(Array(text.utf8)[...]).flatMap { $0 > 0 ? $0 : nil }
    }
}
