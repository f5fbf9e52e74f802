// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// Finds out whether a worker answers.
package protocol WorkerProbe: Sendable {
    /// One try, over in at most a second. What cannot be reached does not answer.
    func answers(_ worker: LaunchedWorker, readiness: Readiness) async -> Bool
}
