// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// How fast memory in use grows, smoothed over some ten seconds, and when that will have filled the limit.
package struct MemoryTrend: Sendable {
    private var last: (used: ByteCount, at: Duration)?
    /// Bytes a second; nil until it was observed twice.
    private(set) var slope: Int64?

    package init() {}

    /// - Parameter used: what cannot be given back: page cache comes and goes.
    package mutating func observed(_ used: ByteCount, at now: Duration) {
        guard let last else {
            self.last = (used, now)
            return
        }
        let passed = (now - last.at).wholeMilliseconds
        guard passed > 0 else { return }
        self.last = (used, now)
        // Beyond a pebibyte nothing is measured, and nothing overflows.
        let grown = max(-(1 << 50), min(used.bytes - last.used.bytes, 1 << 50))
        let present = grown * 1000 / passed
        guard let slope else {
            self.slope = present
            return
        }
        // Exponentially weighted: an observation counts for its part of the memory of this.
        self.slope = slope + (present - slope) / (passed + Self.memory) * min(passed, Self.memory)
    }

    /// When the room left will be used up at this rate; nil while memory does not grow, or so slowly that it would take a day.
    package func timeLeft(of left: ByteCount) -> Duration? {
        guard let slope, slope >= Self.leastSlope else { return nil }
        let seconds = left.bytes / slope
        return seconds < 86400 ? .seconds(seconds) : nil
    }

    /// In milliseconds.
    private static let memory: Int64 = 10_000
    /// What every program's small change comes to.
    private static let leastSlope: Int64 = 4096
}
