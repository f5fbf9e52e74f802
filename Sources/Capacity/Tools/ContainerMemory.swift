// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// A container's memory in the terms of `free`: where there is a limit, the limit is all the memory there is.
package struct ContainerMemory: Hashable, Sendable {
    package var total: ByteCount
    /// What programs and the kernel hold: anonymous and shared memory, and the kernel's own.
    package var used: ByteCount
    package var free: ByteCount
    package var shared: ByteCount
    package var buffers: ByteCount
    package var cache: ByteCount
    /// What could be had without swapping, before any level above is full.
    package var available: ByteCount
    package var swapTotal: ByteCount
    package var swapUsed: ByteCount

    /// - Parameters:
    ///   - machine: what `/proc/meminfo` tells.
    ///   - breakdown: what the container holds; nil where there is no limit or nothing tells: then it is the machine's memory.
    ///   - headroom: what can be had at the fullest level.
    init(
        machine: MachineMemory,
        limits: EffectiveLimits,
        breakdown: MemoryBreakdown?,
        headroom: ByteCount?,
        swapped: ByteCount?
    ) {
        if let breakdown {
            let limit = limits.memory?.value ?? machine.total
            total = limit
            used = min(breakdown.used, limit)
            free = limit - breakdown.charged
            shared = breakdown.shared
            buffers = .zero
            cache = breakdown.cache
            available = min(limit - breakdown.charged + breakdown.reclaimable, machine.available)
            if let headroom { available = min(available, headroom) }
        } else {
            total = machine.total
            used = machine.total - machine.available
            free = machine.free
            shared = machine.shared
            buffers = machine.buffers
            cache = machine.cache
            available = machine.available
        }
        swapTotal = min(limits.swap?.value ?? machine.swapTotal, machine.swapTotal)
        let machineUsed = machine.swapTotal - machine.swapFree
        swapUsed = min(limits.memory == nil && limits.swap == nil ? machineUsed : swapped ?? machineUsed, swapTotal)
    }
}
