// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Capacity

extension ResourceUsage {
    /// Nil: the container does not run.
    init?(_ stats: ContainerStats) {
        guard let used = stats.memory?.usage, used > 0 || (stats.pids?.current ?? 0) > 0 else { return nil }
        // The names differ: cgroup v1 sums up its children in `total_`, v2 always does.
        let memoryStat = stats.memory?.stats ?? [:]
        let inactive = memoryStat["total_inactive_file"] ?? memoryStat["inactive_file"] ?? 0
        self.init(
            memory: ByteCount(saturating: inactive < used ? used - inactive : used),
            memoryPeak: stats.memory?.maxUsage.map(ByteCount.init(saturating:)),
            memoryLimit: stats.memory?.limit.flatMap { $0 == 0 ? nil : ByteCount(saturating: $0) },
            cpuTime: stats.cpu?.usage?.total.map { .nanoseconds(Int64(clamping: $0)) },
            processes: stats.pids?.current.map { Int(clamping: $0) }
        )
    }
}

extension ByteCount {
    fileprivate init(saturating count: UInt64) {
        self.init(bytes: Int64(clamping: count))
    }
}
