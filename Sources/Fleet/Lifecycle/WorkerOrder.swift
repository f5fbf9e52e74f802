// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// What is to be done for a worker.
package enum WorkerOrder: Sendable {
    case launch(turn: UInt64)
    case probe(LaunchedWorker, turn: UInt64)
    /// Wait until it ends; answered by `ended`.
    case watch(WorkerID, run: UInt64)
    case openGate(LiveWorker)
    /// Answered by `gateClosed`.
    case closeGate(LiveWorker)
    /// Answered by `idleGateClosing`.
    case closeIdleGate(LiveWorker, unlessUsedSince: Moment)
    /// Tell leases without an end of their own that it is about to be stopped.
    case recall(LiveWorker)
    case stop(WorkerID, grace: Duration, turn: UInt64)
    /// Let those who wait through to the ready worker.
    case serveLine
    /// Tell those who wait that it will not be.
    case failLine(LeaseRefusal)
    /// Tell those who wait for its end that it has ended.
    case reportAsleep
    case note(WorkerChange)
}
