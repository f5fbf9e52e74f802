// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// How often one client may ask.
package struct ClientRate: Hashable, Sendable {
    /// From one request to the next, on average.
    package var interval: Duration
    /// How many at once, after a time without any.
    package var burst: Int

    package init(interval: Duration, burst: Int) {
        self.interval = interval
        self.burst = burst
    }
}
