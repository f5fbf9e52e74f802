// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// What the kernel holds a process to, over all the levels that can be seen. Nil: nothing does.
///
/// On v2 a limit above the namespace cannot be seen at all, so that the true one may be tighter.
package struct EffectiveLimits: Hashable, Sendable {
    /// Beyond this the kernel kills. Always below the machine's memory: a larger figure limits nothing.
    package var memory: BoundLimit<ByteCount>?
    /// Beyond this (`memory.high`) the kernel slows the process down; it is no limit.
    package var memoryHigh: BoundLimit<ByteCount>?
    /// Swap space beside the memory limit.
    package var swap: BoundLimit<ByteCount>?
    package var cpu: BoundLimit<CPUQuota>?
    /// Processor time that may be saved up beside the quota and be used at once.
    package var cpuBurst: BoundLimit<Duration>?
    /// A memory limit that cannot be seen, but was felt: it is at most so much.
    package var hiddenMemory: BoundLimit<ByteCount>?
    /// Processes and threads together.
    package var processes: BoundLimit<Int>?
    /// What is left before the fullest level above the process is full, its page cache that can be dropped counted as free.
    package var memoryHeadroom: ByteCount?
    /// What of the memory limit the kernel holds for itself, at the level that binds.
    package var kernelMemory: ByteCount
    /// `MemTotal`: of the machine, or what a sandbox says is the machine.
    package var machineMemory: ByteCount?

    package init(
        memory: BoundLimit<ByteCount>? = nil,
        memoryHigh: BoundLimit<ByteCount>? = nil,
        swap: BoundLimit<ByteCount>? = nil,
        cpu: BoundLimit<CPUQuota>? = nil,
        cpuBurst: BoundLimit<Duration>? = nil,
        hiddenMemory: BoundLimit<ByteCount>? = nil,
        processes: BoundLimit<Int>? = nil,
        memoryHeadroom: ByteCount? = nil,
        kernelMemory: ByteCount = .zero,
        machineMemory: ByteCount? = nil
    ) {
        self.memory = memory
        self.memoryHigh = memoryHigh
        self.swap = swap
        self.cpu = cpu
        self.cpuBurst = cpuBurst
        self.hiddenMemory = hiddenMemory
        self.processes = processes
        self.memoryHeadroom = memoryHeadroom
        self.kernelMemory = kernelMemory
        self.machineMemory = machineMemory
    }

    /// The most memory there can be: the limit, else the machine's memory.
    package var memoryCeiling: ByteCount? { memory?.value ?? machineMemory }

    /// How many processors are worth using, of those this process may run on: the quota rounded up, at least one (as the JDK
    /// does). Shares and weights never count.
    package func processors(allowed: Int) -> Int {
        guard let quota = cpu?.value else { return max(allowed, 1) }
        let whole = quota.nanoCPUs / 1_000_000_000 + (quota.nanoCPUs % 1_000_000_000 == 0 ? 0 : 1)
        return max(1, min(allowed, Int(whole)))
    }
}
