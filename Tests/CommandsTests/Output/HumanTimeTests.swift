// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Commands

struct HumanTimeTests {
    private static let durations: [(Double, String)] = [
        (0, "0s"), (-1, "0s"), (.nan, "0s"), (0.35, "350ms"), (1, "1s"), (59.9, "59s"), (252, "4m12s"),
        (3_600, "1h00m"),
        (3_780, "1h03m"), (86_400 * 2 + 3_600 * 4, "2d04h"), (1e300, "11574074074d01h"),
    ]

    @Test(arguments: durations)
    func durationShowsItsTwoLargestUnits(seconds: Double, text: String) {
        #expect(HumanTime.duration(seconds: seconds) == text)
    }

    private static let parts: [(Double, String)] = [
        (0.1014, "101 ms"), (0, "0 ms"), (9.9, "9900 ms"), (12, "12s"), (1e300, "11574074074d01h"), (-5, "0s"),
        (.nan, "0s"),
    ]

    @Test(arguments: parts)
    func partOfAStartIsInMillisecondsWhileShort(seconds: Double, text: String) {
        #expect(HumanTime.milliseconds(seconds: seconds) == text)
    }

    @Test func timestampIsUTC() {
        #expect(HumanTime.timestamp(secondsSince1970: 1_700_000_000) == "2023-11-14T22:13:20Z")
    }
}
