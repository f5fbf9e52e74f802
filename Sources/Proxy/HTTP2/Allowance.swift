// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import NIOCore

/// So many of something a second, and as many at once after a second of silence. The clock is asked only when they are used up.
struct Allowance {
    private let most: Int
    private var left: Int
    private var since: NIODeadline

    init(_ most: Int, now: NIODeadline = .now()) {
        self.most = most
        left = most
        since = now
    }

    /// - Returns: whether there was one left.
    mutating func take(now: @autoclosure () -> NIODeadline = .now()) -> Bool {
        if left == 0 { earn(now()) }
        guard left > 0 else { return false }
        left -= 1
        return true
    }

    /// More of it is owed to us.
    mutating func grant(_ count: Int) {
        left = min(most, left + count)
    }

    private mutating func earn(_ now: NIODeadline) {
        let second = TimeAmount.seconds(1).nanoseconds
        let elapsed = min((now - since).nanoseconds, second)
        left = Int(elapsed * Int64(most) / second)
        if left > 0 { since = now }
    }
}
