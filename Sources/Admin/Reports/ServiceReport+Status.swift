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
        memoryPeakBytes = service.usage?.memoryPeak?.bytes
        // What the kernel enforces counts more than what the file says.
        memoryLimitBytes = (service.usage?.memoryLimit ?? service.limits.memory)?.bytes
        cpu = service.cpuInUse?.inProcessors
        cpuQuota = service.limits.cpus?.inProcessors
        restarts = service.restarts
        oomKills = service.oomKills
        sleepsInSeconds = service.sleepsIn?.inSeconds
        guardMode = service.guardMode?.rawValue
        lastStart = service.lastStart.map { StartPartReport($0) }
        lastExit = service.lastExit.map { ExitReport($0) }
        trouble = service.trouble
    }
}

extension CPUQuota {
    fileprivate var inProcessors: Double { Double(nanoCPUs) / 1_000_000_000 }
}
