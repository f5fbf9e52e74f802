// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// What a program has to live in, as far as runtimes size themselves by it.
package struct RuntimeRoom: Hashable, Sendable {
    /// The container's memory limit; nil: there is none, or none is to be thought of.
    package var memory: ByteCount?
    package var machineMemory: ByteCount?
    package var quota: CPUQuota?
    /// How many processors the program may run on, at least one.
    package var allowedProcessors: Int

    package init(memory: ByteCount?, machineMemory: ByteCount?, quota: CPUQuota?, allowedProcessors: Int) {
        self.memory = memory
        self.machineMemory = machineMemory
        self.quota = quota
        self.allowedProcessors = max(1, allowedProcessors)
    }

    package init(_ limits: EffectiveLimits, allowedProcessors: Int) {
        self.init(
            memory: limits.memory?.value,
            machineMemory: limits.machineMemory,
            quota: limits.cpu?.value,
            allowedProcessors: allowedProcessors
        )
    }

    /// The most memory there can be.
    var ceiling: ByteCount? { memory ?? machineMemory }

    /// How many processors are worth using: the quota rounded up.
    package var processors: Int { processors(roundedUp: true) }

    /// As Rust and automaxprocs do.
    var processorsRoundedDown: Int { processors(roundedUp: false) }

    /// The quota gives less processor time than the processors that are seen.
    package var isProcessorTimeShort: Bool { processors < allowedProcessors }

    private func processors(roundedUp: Bool) -> Int {
        guard let quota else { return allowedProcessors }
        let whole = quota.nanoCPUs / 1_000_000_000
        let part: Int64 = roundedUp && quota.nanoCPUs % 1_000_000_000 > 0 ? 1 : 0
        return max(1, Int(min(whole + part, Int64(allowedProcessors))))
    }
}
