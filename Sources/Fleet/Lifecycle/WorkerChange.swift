// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// A change of a worker worth a line in the log.
package enum WorkerChange: Sendable {
    case starting
    case adopted(WorkerID)
    case ready(WorkerID, parts: [StartPart])
    case startFailed(LeaseRefusal, rest: Duration)
    case unreachable(WorkerID)
    case idle(WorkerID)
    case stopping(WorkerID)
    case stopFailed(EngineError)
    case asleep
    case ended(WorkerID, WorkerExit)
    case paused(WorkerID)
    case outdated(WorkerID)
}
