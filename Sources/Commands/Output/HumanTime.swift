// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// Times as people read them.
package enum HumanTime {
    /// The two largest units that matter: `350ms`, `12s`, `4m12s`, `1h03m`, `2d04h`.
    package static func duration(seconds: Double) -> String {
        guard seconds.isFinite, seconds > 0 else { return "0s" }
        if seconds < 1 { return "\(Int((seconds * 1000).rounded(.down)))ms" }
        // Far beyond any real figure; larger ones would overflow below.
        let whole = Int(min(seconds, 1e15))
        let (minutes, hours, days) = (whole / 60, whole / 3600, whole / 86400)
        if minutes == 0 { return "\(whole)s" }
        if hours == 0 { return "\(minutes)m\(twoDigits(whole % 60))s" }
        if days == 0 { return "\(hours)h\(twoDigits(minutes % 60))m" }
        return "\(days)d\(twoDigits(hours % 24))h"
    }

    /// Below ten seconds in milliseconds, longer times as `duration`: for the parts of a start.
    package static func milliseconds(seconds: Double) -> String {
        guard seconds >= 0, seconds < 10 else { return duration(seconds: seconds) }
        return "\(Int((seconds * 1000).rounded())) ms"
    }

    /// The wall clock in UTC: `2025-11-20T17:05:09Z`.
    package static var now: String { timestamp(secondsSince1970: Int(time(nil))) }

    static func timestamp(secondsSince1970: Int) -> String {
        var seconds = time_t(secondsSince1970)
        var parts = tm()
        gmtime_r(&seconds, &parts)
        let date = "\(parts.tm_year + 1900)-\(twoDigits(Int(parts.tm_mon) + 1))-\(twoDigits(Int(parts.tm_mday)))"
        let clock = "\(twoDigits(Int(parts.tm_hour))):\(twoDigits(Int(parts.tm_min))):\(twoDigits(Int(parts.tm_sec)))"
        return "\(date)T\(clock)Z"
    }

    private static func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
