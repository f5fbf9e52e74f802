// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// The machine's own clocks.
package struct SystemTime: TimeSource {
    private let start = ContinuousClock.now

    package init() {}

    package var now: Moment { Moment(sinceStart: ContinuousClock.now - start) }

    package var wallClock: Duration {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }

    package func sleep(until moment: Moment) async throws {
        try await Task.sleep(until: start + moment.sinceStart, clock: .continuous)
    }
}
