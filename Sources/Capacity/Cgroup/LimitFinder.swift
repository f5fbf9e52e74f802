// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// Finds the limits of one process from its cgroups.
package struct LimitFinder<Files: FileReader> {
    private let files: Files
    private let places: CgroupPlaces

    /// `process` nil is the calling one.
    package init(files: Files, process: Int32? = nil) {
        self.init(files: files, places: CgroupPlaces(of: process, files: files))
    }

    package init(files: Files, places: CgroupPlaces) {
        self.files = files
        self.places = places
    }

    /// Reads afresh: limits change while a process runs (`docker update`).
    package func limits() -> EffectiveLimits {
        var limits = memoryLimits()
        if let memory = memoryReader(limits.machineMemory) {
            limits.memoryHigh = memory.high()
            limits.swap = memory.swap(beside: limits.memory)
            limits.memoryHeadroom = memory.headroom()
            limits.hiddenMemory = memory.hiddenLimit()
        }
        limits.cpu = cpuLimit()
        limits.cpuBurst = places.cpu.flatMap { CPULimitReader(files: files, place: $0).burst() }
        limits.processes = places.processes.flatMap(processLimit)
        return limits
    }

    /// The memory limit and the kernel's share of it alone: all that a start has to wait for.
    package func memoryLimits() -> EffectiveLimits {
        let machineMemory = files.bytes(at: "/proc/meminfo").flatMap { text in
            KernelText.number(of: "MemTotal", in: text).map { ByteCount.kibibytes(min($0, Int64.max >> 10)) }
        }
        var limits = EffectiveLimits(machineMemory: machineMemory)
        if let memory = memoryReader(machineMemory) {
            limits.memory = memory.limit()
            limits.kernelMemory = memory.kernelMemory(under: limits.memory)
        }
        return limits
    }

    package func cpuLimit() -> BoundLimit<CPUQuota>? {
        places.cpu.flatMap { CPULimitReader(files: files, place: $0).limit() }
    }

    private func memoryReader(_ machineMemory: ByteCount?) -> MemoryLimitReader<Files>? {
        places.memory.map { MemoryLimitReader(files: files, place: $0, machineMemory: machineMemory) }
    }

    private func processLimit(at place: CgroupPlace) -> BoundLimit<Int>? {
        place.directories.reduce(nil) { tightest, directory in
            let file = "\(directory)/pids.max"
            // A count beyond what a kernel can number (2^22) limits nothing.
            guard let value = files.bytes(at: file).flatMap(KernelText.firstNumber), value < 1 << 22 else {
                return tightest
            }
            return .tighter(tightest, BoundLimit(value: Int(value), file: file))
        }
    }
}
