// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Capacity
package import Fleet

extension ServiceReport {
    package init(_ service: ServiceStatus) {
        self.init(name: service.name.text, path: service.path, status: service.engineCondition.rawValue)
        hostPort = service.hostPort
        lastAccessEpoch = service.lastAccess?.inSeconds
        state = service.state.rawValue
        stateSeconds = service.stateFor.inSeconds
        worker = service.worker?.text
        endpoint = service.endpoint?.description
        inFlight = service.inFlight
        waiting = service.waiting
        memoryBytes = service.usage?.memory?.bytes
        let record = service.guardRecord
        // What the kernel tells counts more than the guard's word, which a worker may forge.
        memoryPeakBytes = (service.usage?.memoryPeak ?? record?.peak)?.bytes
        // What the kernel enforces counts more than what the file says.
        memoryLimitBytes = (service.usage?.memoryLimit ?? service.limits.memory ?? record?.limit)?.bytes
        cpu = service.cpuInUse?.inProcessors
        cpuQuota = service.limits.cpus?.inProcessors
        restarts = service.restarts
        oomKills = max(service.oomKills, Int(record?.oomKills ?? 0))
        sleepsInSeconds = service.sleepsIn?.inSeconds
        guardMode = service.guardMode?.rawValue
        guardInForce = record?.mode.rawValue
        guardMeans = record?.means?.rawValue
        guardReason = record?.reason
        refused = record?.counts.map { $0.refused.addingClamped($0.refusedOnPurpose) }
        lastRefusal = record?.lastRefusal.map { RefusalReport($0) }
        lastStart = service.lastStart.map { StartPartReport($0) }
        lastExit = service.lastExit.map { ExitReport($0) }
        trouble = service.trouble
    }
}

extension Int64 {
    fileprivate func addingClamped(_ other: Int64) -> Int64 {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? .max : sum
    }
}

extension CPUQuota {
    fileprivate var inProcessors: Double { Double(nanoCPUs) / 1_000_000_000 }
}
