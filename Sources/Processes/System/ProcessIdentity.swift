// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import CSystemCalls
internal import Fleet
internal import Glibc

/// A process, and never another one that was given the same number later.
struct ProcessIdentity: Hashable, Sendable {
    var pid: Int32
    /// When it began, in ticks since the machine did: field 22 of `/proc/PID/stat`.
    var startTime: UInt64

    var workerID: WorkerID { WorkerID("\(pid)-\(startTime)") }

    /// A descriptor that becomes readable when it ends; the caller closes it. Nil: it is gone.
    func descriptor() -> Int32? {
        let descriptor = plimsoll_process_descriptor(pid)
        guard descriptor >= 0 else { return nil }
        // Opened by number, so it may be another one by now.
        guard ProcessTable.stat(of: pid)?.identity == self else {
            close(descriptor)
            return nil
        }
        return descriptor
    }

    /// Sends a signal to the whole group it leads; to nobody when it is gone.
    func signalGroup(_ signal: Int32) {
        guard ProcessTable.stat(of: pid)?.identity == self else { return }
        kill(-pid, signal)
    }
}
