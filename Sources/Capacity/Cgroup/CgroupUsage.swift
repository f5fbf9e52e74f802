// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// Reads what the cgroup of a worker uses, on v1, v2 and hosts that mix them.
package struct CgroupUsage<Files: FileReader> {
    private let files: Files
    private let places: CgroupPlaces

    /// Looks the cgroup of the process up now, so that it can still be read when the process has ended.
    package init(ofProcess process: Int32, files: Files) {
        self.init(of: CgroupPlaces(of: process, files: files), files: files)
    }

    package init(of places: CgroupPlaces, files: Files) {
        self.files = files
        self.places = places
    }

    /// Reads afresh. What cannot be read, because the cgroup is gone or the kernel does not count it, is nil.
    package func read() -> ResourceUsage {
        var usage = ResourceUsage()
        if let memory {
            usage.memory = memory.withoutInactiveFiles()
            usage.memoryPeak = memory.peak()
            usage.oomKills = memory.oomKills()
            usage.memoryLimit = LimitFinder(files: files, places: places).memoryLimits().memory?.value
        }
        usage.cpuTime = places.cpuAccounting.flatMap(cpuTime)
        usage.processes = places.processes.flatMap { place in
            files.bytes(at: "\(place.own)/pids.current").flatMap(KernelText.firstNumber).map { Int($0) }
        }
        return usage
    }

    /// Of all that, the kills alone.
    package func oomKills() -> Int? { memory?.oomKills() }

    /// And the peak alone.
    package func memoryPeak() -> ByteCount? { memory?.peak() }

    private var memory: MemoryUsageReader<Files>? {
        places.memory.map { MemoryUsageReader(files: files, directory: $0.own, version: $0.version) }
    }

    private func cpuTime(in place: CgroupPlace) -> Duration? {
        switch place.version {
        case .v1:
            return files.bytes(at: "\(place.own)/cpuacct.usage").flatMap(KernelText.firstNumber)
                .map { .nanoseconds($0) }
        case .v2:
            return files.bytes(at: "\(place.own)/cpu.stat")
                .flatMap { KernelText.number(of: "usage_usec", in: $0) }
                .map { .microseconds($0) }
        }
    }
}
