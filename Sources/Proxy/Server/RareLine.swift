// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import NIOCore

/// When to say what may happen very often: at once, and then once a minute how often it has happened.
struct RareLine {
    static let interval = TimeAmount.minutes(1)

    private var next = NIODeadline.uptimeNanoseconds(0)
    private var unsaid = 0

    /// Nil: it is not to be said now. Else how often it has happened since it was said last, this time included.
    mutating func happened(at now: NIODeadline) -> Int? {
        unsaid += 1
        guard now >= next else { return nil }
        defer { unsaid = 0 }
        next = now + Self.interval
        return unsaid
    }
}
