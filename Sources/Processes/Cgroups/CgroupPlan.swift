// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Capacity

/// What has to be made and written so that a worker is held to its limits. A value: nothing is done yet.
struct CgroupPlan: Hashable, Sendable {
    struct Setting: Hashable, Sendable {
        var file: String
        var value: String
        /// A kernel without swap accounting has no such file, and then nothing to hold the worker to.
        var mayBeAbsent = false
    }

    var folders: [CgroupFolder]
    /// In the order in which they are to be written.
    var settings: [Setting]

    /// - Parameter homes: the folders in which the worker gets one of its own, named `worker`.
    init(worker: String, limits: Limits, homes: [CgroupFolder]) {
        folders = homes.map { $0.child(worker) }
        settings = folders.flatMap { folder in
            folder.controllers.flatMap { Self.settings(of: $0, in: folder, limits) }
        }
    }

    private static func settings(
        of controller: CgroupController,
        in folder: CgroupFolder,
        _ limits: Limits
    ) -> [Setting] {
        switch (controller, folder.version) {
        case (.memory, .v1): memoryV1(limits, folder.path)
        case (.memory, .v2): memoryV2(limits, folder.path)
        case (.cpu, .v1): cpuV1(limits, folder.path)
        case (.cpu, .v2): cpuV2(limits, folder.path)
        case (.processes, _): limits.processes.map { [Setting(file: "\(folder.path)/pids.max", value: "\($0)")] } ?? []
        case (.cpuAccounting, _): []
        }
    }

    private static func memoryV1(_ limits: Limits, _ path: String) -> [Setting] {
        var settings: [Setting] = []
        if let memory = limits.memory {
            settings.append(Setting(file: "\(path)/memory.limit_in_bytes", value: "\(memory.bytes)"))
            // Never below the limit of memory alone, so only after that has come down from "unlimited".
            let both = limits.memoryAndSwap ?? memory
            settings.append(
                Setting(file: "\(path)/memory.memsw.limit_in_bytes", value: "\(both.bytes)", mayBeAbsent: true)
            )
        }
        if let reservation = limits.memoryReservation {
            settings.append(Setting(file: "\(path)/memory.soft_limit_in_bytes", value: "\(reservation.bytes)"))
        }
        return settings
    }

    private static func memoryV2(_ limits: Limits, _ path: String) -> [Setting] {
        var settings: [Setting] = []
        if let memory = limits.memory {
            settings.append(Setting(file: "\(path)/memory.max", value: "\(memory.bytes)"))
            let swap = (limits.memoryAndSwap ?? memory) - memory
            settings.append(Setting(file: "\(path)/memory.swap.max", value: "\(swap.bytes)", mayBeAbsent: true))
        }
        if let reservation = limits.memoryReservation {
            settings.append(Setting(file: "\(path)/memory.low", value: "\(reservation.bytes)"))
        }
        return settings
    }

    private static let period: Int64 = 100_000

    /// The kernel refuses less than a millisecond in each period.
    private static func quota(_ cpus: CPUQuota) -> Int64 {
        max(cpus.nanoCPUs / (1_000_000_000 / period), 1000)
    }

    private static func cpuV1(_ limits: Limits, _ path: String) -> [Setting] {
        guard let cpus = limits.cpus else { return [] }
        return [
            Setting(file: "\(path)/cpu.cfs_period_us", value: "\(period)"),
            Setting(file: "\(path)/cpu.cfs_quota_us", value: "\(quota(cpus))"),
        ]
    }

    private static func cpuV2(_ limits: Limits, _ path: String) -> [Setting] {
        guard let cpus = limits.cpus else { return [] }
        return [Setting(file: "\(path)/cpu.max", value: "\(quota(cpus)) \(period)")]
    }
}
