// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// What the guard leaves in the environment, so that a program can know that it is guarded.
package enum GuardNotes {
    /// Name and value of each variable.
    package static func variables(
        mode: GuardMode,
        limit: ByteCount,
        means: LeaseMeans? = nil
    ) -> [(name: String, value: String)] {
        [("PLIMSOLL_GUARD", mode.rawValue), ("PLIMSOLL_MEMORY_LIMIT", "\(limit.bytes)")]
            + (means.map { [("PLIMSOLL_LEASE", $0.rawValue)] } ?? [])
    }
}
