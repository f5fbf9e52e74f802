// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// How long to wait before the next try: twice as long each time, up to a ceiling, with jitter so that many do not come at once.
struct Backoff {
    private var next: Duration
    private let first: Duration
    private let ceiling: Duration

    init(from first: Duration = .milliseconds(100), to ceiling: Duration = .seconds(15)) {
        self.first = first
        self.ceiling = ceiling
        next = first
    }

    mutating func delay() -> Duration {
        let delay = next * Double.random(in: 0.75...1.25)
        next = min(next * 2, ceiling)
        return delay
    }

    mutating func succeeded() {
        next = first
    }
}
