// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// What `/proc/meminfo` tells of the machine, or of what a sandbox says is the machine.
package struct MachineMemory: Hashable, Sendable {
    package var total: ByteCount
    package var free: ByteCount
    package var available: ByteCount
    package var buffers: ByteCount
    /// Page cache and kernel objects that can be dropped.
    package var cache: ByteCount
    package var shared: ByteCount
    package var swapTotal: ByteCount
    package var swapFree: ByteCount

    /// Nil where not even the total can be read.
    package init?(meminfo text: [UInt8]) {
        func size(_ key: String) -> ByteCount? {
            KernelText.number(of: key, in: text).map { ByteCount.kibibytes(min($0, Int64.max >> 10)) }
        }
        guard let total = size("MemTotal:") else { return nil }
        self.total = total
        free = size("MemFree:") ?? .zero
        buffers = size("Buffers:") ?? .zero
        cache = (size("Cached:") ?? .zero) + (size("SReclaimable:") ?? .zero)
        // A kernel or a sandbox that does not tell: what is free for certain.
        available = size("MemAvailable:") ?? free
        shared = size("Shmem:") ?? .zero
        swapTotal = size("SwapTotal:") ?? .zero
        swapFree = size("SwapFree:") ?? .zero
    }
}

extension MachineMemory {
    /// For where `/proc/meminfo` cannot be read: as much as a container may have, all of it free.
    init(total: ByteCount) {
        self.total = total
        free = total
        available = total
        buffers = .zero
        cache = .zero
        shared = .zero
        swapTotal = .zero
        swapFree = .zero
    }
}
