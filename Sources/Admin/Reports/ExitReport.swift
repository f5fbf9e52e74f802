// Plimsoll
// SPDX-License-Identifier: Apache-2.0

package import Fleet

/// How a worker ended.
package struct ExitReport: Codable, Hashable, Sendable {
    /// `exited`, `oom-killed`, `killed` or `lost`.
    package var verdict: String
    /// Exit status, 128 + signal where a signal ended it. Nil: not known.
    package var status: Int?

    package init(_ exit: WorkerExit) {
        verdict = exit.verdict.rawValue
        status = exit.status
    }
}
