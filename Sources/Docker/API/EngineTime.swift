// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Foundation

/// A moment on the engine's own clock, which need not be ours.
struct EngineTime: Hashable {
    /// Since 1970-01-01 00:00 UTC.
    var sinceEpoch: Duration

    /// Reads `2026-11-20T23:09:55.808877738Z`; nil for anything else, and for the year 1 that stands for never.
    init?(parsing text: String) {
        guard text.hasSuffix("Z"), text.utf8.count >= 20,
            let date = try? Date(text.prefix(19) + "Z", strategy: .iso8601), date.timeIntervalSince1970 >= 0
        else { return nil }
        let fraction = text.dropFirst(20).dropLast().prefix(9)
        guard fraction.allSatisfy(\.isNumber) else { return nil }
        let digits = fraction + String(repeating: "0", count: 9 - fraction.count)
        sinceEpoch = .seconds(Int64(date.timeIntervalSince1970)) + .nanoseconds(Int64(digits) ?? 0)
    }

    /// As the engine takes it in a query: seconds, a point, nine digits.
    var query: String {
        let (seconds, attoseconds) = sinceEpoch.components
        let digits = "\(attoseconds / 1_000_000_000)"
        return "\(seconds)." + String(repeating: "0", count: 9 - digits.count) + digits
    }
}
