// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// A point in calendar time. Certificates live by it, so waits for it are looked at again and again: clocks are set.
package struct WallTime: Hashable, Sendable {
    /// Since 1970-01-01 00:00 UTC.
    package var sinceEpoch: Duration

    package init(sinceEpoch: Duration) {
        self.sinceEpoch = sinceEpoch
    }

    package static func + (time: WallTime, duration: Duration) -> WallTime {
        WallTime(sinceEpoch: time.sinceEpoch + duration)
    }

    package static func - (later: WallTime, earlier: WallTime) -> Duration {
        later.sinceEpoch - earlier.sinceEpoch
    }
}

extension WallTime: Comparable {
    package static func < (left: WallTime, right: WallTime) -> Bool { left.sinceEpoch < right.sinceEpoch }
}

extension WallTime: CustomStringConvertible {
    package var description: String { text }

    /// Such as `2027-01-31 08:00 UTC`: by the days of the Gregorian calendar, counted from March.
    var text: String {
        let seconds = sinceEpoch.components.seconds
        let (day, second) = (Self.floor(seconds, 86_400), seconds - Self.floor(seconds, 86_400) * 86_400)
        let shifted = day + 719_468
        let era = Self.floor(shifted, 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let part = (5 * dayOfYear + 2) / 153
        let month = part < 10 ? part + 3 : part - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        let date = "\(year)-\(Self.two(month))-\(Self.two(dayOfYear - (153 * part + 2) / 5 + 1))"
        return "\(date) \(Self.two(second / 3600)):\(Self.two(second / 60 % 60)) UTC"
    }

    private static func floor(_ value: Int64, _ divisor: Int64) -> Int64 {
        value >= 0 ? value / divisor : -((divisor - 1 - value) / divisor)
    }

    private static func two(_ number: Int64) -> String { (number < 10 ? "0" : "") + "\(number)" }
}
