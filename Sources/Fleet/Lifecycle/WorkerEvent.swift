// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// What happened to a worker, or to those who want it.
package enum WorkerEvent: Sendable {
    /// A request stands in line.
    case wanted
    /// An operator wants it, whatever failed before.
    case startOrdered
    /// It shall end: requests it has go on for a while.
    case stopOrdered
    case launched(LaunchedWorker, turn: UInt64)
    case launchFailed(EngineError, turn: UInt64)
    /// Where it listens, though it does not answer where it is asked.
    case listens([Endpoint], turn: UInt64)
    /// It answers; `epoch` is what its connections are to be pooled under.
    case answered(turn: UInt64, epoch: UInt64)
    /// What came of the watch numbered `run`.
    case ended(WorkerID, run: UInt64, WorkerExit, log: [String])
    /// A request could not connect to it.
    case unreachable(LiveWorker)
    /// What came of `closeIdleGate`.
    case idleGateClosing(IdleClosing)
    /// What came of `closeGate`: so many requests go on.
    case gateClosed(LiveWorker, leases: Int)
    /// The last request on a worker behind a closed gate has ended.
    case emptied(LiveWorker)
    case stopped(turn: UInt64)
    case stopFailed(EngineError, turn: UInt64)
    /// The engine was asked: there it is, or (nil) it has no worker for this service.
    case surveyed(FoundWorker?)
    case deadlinePassed
}
