// Plimsoll
// SPDX-License-Identifier: Apache-2.0

package import Admin
package import Capacity

/// One service's worker against its limits. Nil: not known, or there is none.
package struct TopWorkerReport: Codable, Hashable, Sendable {
    package var service: String
    package var state: String
    /// Without page cache that can be dropped.
    package var memoryBytes: Int64?
    package var memoryLimitBytes: Int64?
    /// What its processes may write to without asking for more, touched or not.
    package var committedBytes: Int64?
    package var secondsToLimit: Int64?
    /// Processors in use.
    package var cpu: Double?
    package var cpuQuota: Double?
    /// The share of periods in which processor time was withheld, since the look before.
    package var withheld: Double?
    /// For what share of the last ten seconds some task stood still for want of each, in percent.
    package var stalledForCPU: Double?
    package var stalledForMemory: Double?
    package var oomKills: Int?
    package var processes: Int?

    private enum CodingKeys: String, CodingKey {
        case service, state, cpu, withheld, processes
        case memoryBytes = "memory_bytes"
        case memoryLimitBytes = "memory_limit_bytes"
        case committedBytes = "committed_bytes"
        case secondsToLimit = "seconds_to_limit"
        case cpuQuota = "cpu_quota"
        case stalledForCPU = "stalled_for_cpu"
        case stalledForMemory = "stalled_for_memory"
        case oomKills = "oom_kills"
    }

    /// - Parameter model: what the kernel of this host tells; nil where the worker is not of this host.
    package init(_ service: ServiceReport, _ model: TopModel?) {
        self.service = service.name
        state = service.state ?? service.status
        memoryBytes = service.memoryBytes
        memoryLimitBytes = service.memoryLimitBytes
        cpu = service.cpu
        cpuQuota = service.cpuQuota
        oomKills = service.oomKills
        guard let model else { return }
        let sample = model.sample
        if let memory = sample.memory { memoryBytes = memory.used.bytes }
        if let limit = sample.limits.memory { memoryLimitBytes = limit.value.bytes }
        let committed = sample.processes.compactMap(\.committed)
        if !committed.isEmpty { committedBytes = committed.reduce(ByteCount.zero, +).bytes }
        secondsToLimit = model.timeToLimit?.components.seconds
        if let used = model.processors { cpu = Double(used) / 1000 }
        if let quota = sample.limits.cpu { cpuQuota = Double(quota.value.nanoCPUs) / 1e9 }
        if let periods = model.periods, periods.all > 0 { withheld = Double(periods.throttled) / Double(periods.all) }
        stalledForCPU = sample.pressures.processors.map { Double($0.tenSeconds) / 100 }
        stalledForMemory = sample.pressures.memory.map { Double($0.tenSeconds) / 100 }
        if let kills = sample.oomKills { oomKills = max(kills, oomKills ?? 0) }
        processes = sample.processes.count
    }
}
