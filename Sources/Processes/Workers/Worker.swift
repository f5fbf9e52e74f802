// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Fleet

/// A worker as the engine holds it.
struct Worker: Sendable {
    enum Phase: Hashable, Sendable {
        case running
        /// Its first process has ended; what is left of it is being ended too.
        case ending
        case ended(WorkerExit)
    }

    var record: WorkerRecord
    var phase: Phase
    /// Until then its processes may finish by themselves: it was told to stop. Nil: it was not.
    var graceEnds: ContinuousClock.Instant?
    /// Whether the engine sent SIGKILL to its first process.
    var wasKilledByUs = false
    /// Who waits for its end; each is told the exit, or nil when it does not want to know any more.
    var waiting: [Int: CheckedContinuation<WorkerExit?, Never>] = [:]

    var id: WorkerID { record.id }

    /// Its verdict as the log has it: an end that the proxy asked for is called so, unless the kernel was first.
    func word(for exit: WorkerExit) -> String {
        graceEnds != nil && exit.verdict != .oomKilled ? "stopped" : exit.verdict.rawValue
    }

    var exit: WorkerExit? {
        if case .ended(let exit) = phase { return exit }
        return nil
    }
}
