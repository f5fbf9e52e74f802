// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// What the memory charged to one cgroup, and to those below it, consists of.
package struct MemoryBreakdown: Hashable, Sendable {
    /// Everything, as `memory.current` (v2) or `memory.usage_in_bytes` (v1) counts it.
    package var charged: ByteCount
    /// Pages of files, those of shared memory and memory file systems among them.
    package var files: ByteCount
    /// Shared memory and files in memory: nothing that could be dropped.
    package var shared: ByteCount
    package var inactiveFiles: ByteCount
    package var activeFiles: ByteCount
    /// Kernel objects that it gives back when asked. v1 does not tell them from the others: zero.
    package var reclaimableSlabs: ByteCount

    package init(
        charged: ByteCount,
        files: ByteCount = .zero,
        shared: ByteCount = .zero,
        inactiveFiles: ByteCount = .zero,
        activeFiles: ByteCount = .zero,
        reclaimableSlabs: ByteCount = .zero
    ) {
        self.charged = charged
        self.files = files
        self.shared = shared
        self.inactiveFiles = inactiveFiles
        self.activeFiles = activeFiles
        self.reclaimableSlabs = reclaimableSlabs
    }

    /// What lies in memory for speed alone.
    package var cache: ByteCount { files - shared + reclaimableSlabs }

    /// What programs and the kernel hold and will not give back: anonymous and shared memory, and the kernel's own.
    package var used: ByteCount { charged - cache }

    /// What the kernel would give back before it kills, near enough: half of the files in use are likely to be needed at once.
    package var reclaimable: ByteCount {
        inactiveFiles + ByteCount(bytes: activeFiles.bytes / 2) + reclaimableSlabs
    }
}
