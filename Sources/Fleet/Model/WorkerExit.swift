// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// How a worker ended.
package struct WorkerExit: Hashable, Sendable {
    package var verdict: Verdict
    /// Exit status of its first process, 128 + signal where a signal ended it. Nil: not known.
    package var status: Int?

    package init(verdict: Verdict, status: Int?) {
        self.verdict = verdict
        self.status = status
    }
}
