// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// Tells the time, and waits for it. Decisions take a `Moment` instead.
package protocol TimeSource: Sendable {
    /// Never runs backwards, whatever happens to the wall clock.
    var now: Moment { get }
    /// Time since 1970-01-01 00:00 UTC, for reports only.
    var wallClock: Duration { get }
    /// Returns at `moment`, or throws `CancellationError`.
    func sleep(until moment: Moment) async throws
}
