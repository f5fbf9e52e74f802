// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// How full the container is, at the level that is nearest to its limit.
package struct MemoryRoom: Hashable, Sendable {
    /// The memory limit of that level, or the part of it that may be used (`--fail-after`).
    package var limit: ByteCount
    /// What may be in use at most: the limit less the reserve.
    package var budget: ByteCount
    /// What of the reserve small requests may use up: a program that was refused a large one needs some to deal with it.
    package var cushion: ByteCount
    /// What is in use and cannot be dropped. An upper bound where nobody looked closer.
    package var used: ByteCount
    /// What of it is shared memory and memory file systems; nil where nobody looked.
    package var shared: ByteCount?

    package init(
        limit: ByteCount? = nil,
        budget: ByteCount,
        cushion: ByteCount = .zero,
        used: ByteCount,
        shared: ByteCount? = nil
    ) {
        self.limit = limit ?? budget
        self.budget = budget
        self.cushion = cushion
        self.used = used
        self.shared = shared
    }
}
