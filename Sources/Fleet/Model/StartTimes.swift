// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// How long the start of a worker took.
package struct StartTimes: Hashable, Sendable {
    /// Until its engine said that it runs.
    package var engine: Duration
    /// From then until it answered.
    package var answer: Duration

    package init(engine: Duration, answer: Duration) {
        self.engine = engine
        self.answer = answer
    }
}
