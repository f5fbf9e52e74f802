// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// What a guard tells of itself and its program: what is in force, what was refused, how it ended.
///
/// It is written in the worker's own surroundings, so who reads it must not trust it.
package struct GuardRecord: Hashable, Sendable {
    /// How the program ended.
    package enum Ending: Hashable, Sendable {
        case exited(Int32)
        case signaled(Int32)
    }

    /// What became of the requests that the guard was asked for.
    package struct Counts: Hashable, Sendable {
        package var asked: Int64
        package var refused: Int64
        package var refusedOnPurpose: Int64

        package init(asked: Int64, refused: Int64, refusedOnPurpose: Int64) {
            self.asked = asked
            self.refused = refused
            self.refusedOnPurpose = refusedOnPurpose
        }
    }

    /// What is in force, whatever was asked for.
    package var mode: GuardMode
    /// Nil: nothing is lent.
    package var means: LeaseMeans?
    /// Why another mode is in force than was asked for; nil: it is that one.
    package var reason: String?
    /// Of the container. Nil: none was found.
    package var limit: ByteCount?
    package var peak: ByteCount?
    /// Nil: in this mode the kernel refuses by itself, and nobody counts.
    package var counts: Counts?
    package var lastRefusal: MemoryRefusal?
    /// Processes that the kernel killed for want of memory since the start; nil where it does not count.
    package var oomKills: Int64?
    /// Nil while it runs.
    package var ending: Ending?

    package init(mode: GuardMode, means: LeaseMeans? = nil, reason: String? = nil, limit: ByteCount? = nil) {
        self.mode = mode
        self.means = means
        self.reason = reason
        self.limit = limit
    }

    /// How long a record is, always: so that it is rewritten in place, and whoever reads it meanwhile reads a whole one or none.
    package static let size = 1024
}
