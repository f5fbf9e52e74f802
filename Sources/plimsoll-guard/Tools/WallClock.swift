// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import CSystemCalls
internal import Capacity

/// The time of day where the user is.
enum WallClock {
    /// `02:17:37`.
    static var time: String {
        let parts = local(plimsoll_wall_clock())
        return twoDigits(parts.hour) + ":" + twoDigits(parts.minute) + ":" + twoDigits(parts.second)
    }

    /// `2025-11-21 02:17:37`, so long ago.
    static func date(before age: Duration) -> String {
        let parts = local(plimsoll_wall_clock() - age.wholeMilliseconds / 1000)
        return "\(parts.year)-" + twoDigits(parts.month) + "-" + twoDigits(parts.day) + " " + twoDigits(parts.hour)
            + ":"
            + twoDigits(parts.minute) + ":" + twoDigits(parts.second)
    }

    private static func local(_ seconds: Int64) -> plimsoll_local_time {
        var parts = plimsoll_local_time()
        plimsoll_to_local_time(seconds, &parts)
        return parts
    }

    private static func twoDigits(_ number: Int32) -> String {
        number < 10 ? "0\(number)" : "\(number)"
    }
}
