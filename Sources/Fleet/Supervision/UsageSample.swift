// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Capacity

/// A worker's usage at one moment, with what the one before it adds.
struct UsageSample: Sendable {
    let worker: WorkerID
    let usage: ResourceUsage
    let takenAt: Moment
    /// Processor time per second of wall time since the sample before.
    let cpuInUse: CPUQuota?

    init(_ usage: ResourceUsage, of worker: WorkerID, at now: Moment, after earlier: UsageSample?) {
        self.worker = worker
        self.usage = usage
        takenAt = now
        guard let earlier, earlier.worker == worker, let before = earlier.usage.cpuTime, let time = usage.cpuTime,
            now > earlier.takenAt
        else {
            cpuInUse = nil
            return
        }
        cpuInUse = CPUQuota(nanoCPUs: Int64((time - before) / (now - earlier.takenAt) * 1_000_000_000))
    }
}
