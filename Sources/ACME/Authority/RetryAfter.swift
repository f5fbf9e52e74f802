// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// How long to wait: RFC 9110, section 10.2.3.
enum RetryAfter {
    /// - Parameter now: seconds since 1970.
    /// - Returns: nil: nothing was said, or nothing that can be understood.
    static func read(_ text: String?, now: Int = time(nil)) -> Duration? {
        guard let text else { return nil }
        let word = text.filter { $0 != " " }
        if !word.isEmpty, word.utf8.allSatisfy({ (48...57).contains($0) }) {
            return word.utf8.count <= 9 ? .seconds(Int64(word) ?? 0) : nil
        }
        return date(text).map { .seconds(max(0, $0 - now)) }
    }

    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    /// `Sun, 06 Nov 1994 08:49:37 GMT`, the one form that is to be written today, in seconds since 1970.
    private static func date(_ text: String) -> Int? {
        let words = text.split { $0 == " " || $0 == ":" }
        guard words.count == 8, words[7] == "GMT", let month = months.firstIndex(of: String(words[2])),
            let day = Int32(words[1]), let year = Int32(words[3]), (1970...9999).contains(year),
            let hour = Int32(words[4]), let minute = Int32(words[5]), let second = Int32(words[6])
        else { return nil }
        var parts = tm()
        parts.tm_year = year - 1900
        parts.tm_mon = Int32(month)
        (parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec) = (day, hour, minute, second)
        return timegm(&parts)
    }
}
