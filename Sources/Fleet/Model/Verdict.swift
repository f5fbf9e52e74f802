// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// What happened to a worker.
package enum Verdict: String, Hashable, Sendable {
    /// It ended by itself.
    case exited
    /// The kernel ended it for want of memory: by its counters or the engine's flag, never by exit status alone.
    case oomKilled = "oom-killed"
    /// A signal ended it that the kernel's memory management did not send.
    case killed
    /// It is gone and nobody saw how.
    case lost
}
