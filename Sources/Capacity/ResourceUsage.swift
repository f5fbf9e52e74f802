// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// What a worker uses, as the kernel counts it. Nil means that this kernel or engine does not tell.
package struct ResourceUsage: Hashable, Sendable {
    /// Charged memory without inactive page cache: what `docker stats` shows (docker/cli `calculateMemUsageUnixNoCache`).
    package var memory: ByteCount?
    package var memoryPeak: ByteCount?
    package var memoryLimit: ByteCount?
    /// Processor time used since the worker began.
    package var cpuTime: Duration?
    package var processes: Int?
    /// Processes the kernel killed for want of memory: `oom_kill` of `memory.events` (v2) or `memory.oom_control` (v1).
    package var oomKills: Int?

    package init(
        memory: ByteCount? = nil,
        memoryPeak: ByteCount? = nil,
        memoryLimit: ByteCount? = nil,
        cpuTime: Duration? = nil,
        processes: Int? = nil,
        oomKills: Int? = nil
    ) {
        self.memory = memory
        self.memoryPeak = memoryPeak
        self.memoryLimit = memoryLimit
        self.cpuTime = cpuTime
        self.processes = processes
        self.oomKills = oomKills
    }
}
