// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// A point on a monotonic clock.
package struct Moment: Hashable, Sendable {
    package var sinceStart: Duration

    package init(sinceStart: Duration) {
        self.sinceStart = sinceStart
    }

    package static func + (moment: Moment, duration: Duration) -> Moment {
        Moment(sinceStart: moment.sinceStart + duration)
    }

    package static func - (later: Moment, earlier: Moment) -> Duration {
        later.sinceStart - earlier.sinceStart
    }
}

extension Moment: Comparable {
    package static func < (left: Moment, right: Moment) -> Bool { left.sinceStart < right.sinceStart }
}
