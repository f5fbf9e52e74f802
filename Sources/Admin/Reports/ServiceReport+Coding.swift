// Plimsoll
// SPDX-License-Identifier: Apache-2.0

extension ServiceReport {
    /// The names on the wire: units stand in them, because JSON has no types.
    enum CodingKeys: String, CodingKey {
        case name, path, status
        case hostPort = "host_port"
        case lastAccessEpoch = "last_access_epoch"
        case state
        case stateSeconds = "state_seconds"
        case worker, endpoint
        case inFlight = "in_flight"
        case waiting
        case memoryBytes = "memory_bytes"
        case memoryPeakBytes = "memory_peak_bytes"
        case memoryLimitBytes = "memory_limit_bytes"
        case cpu
        case cpuQuota = "cpu_quota"
        case restarts
        case oomKills = "oom_kills"
        case sleepsInSeconds = "sleeps_in_seconds"
        case guardMode = "guard"
        case guardInForce = "guard_in_force"
        case guardMeans = "guard_means"
        case guardReason = "guard_reason"
        case refused
        case lastRefusal = "last_refusal"
        case lastStart = "last_start"
        case lastExit = "last_exit"
        case trouble
    }

    // Written out because the synthesized one leaves nil out, and readers count on every key being there.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(name, forKey: .name)
        try container.encode(path, forKey: .path)
        try container.encode(status, forKey: .status)
        try container.encode(hostPort, forKey: .hostPort)
        try container.encode(lastAccessEpoch, forKey: .lastAccessEpoch)
        try container.encode(state, forKey: .state)
        try container.encode(stateSeconds, forKey: .stateSeconds)
        try container.encode(worker, forKey: .worker)
        try container.encode(endpoint, forKey: .endpoint)
        try container.encode(inFlight, forKey: .inFlight)
        try container.encode(waiting, forKey: .waiting)
        try container.encode(memoryBytes, forKey: .memoryBytes)
        try container.encode(memoryPeakBytes, forKey: .memoryPeakBytes)
        try container.encode(memoryLimitBytes, forKey: .memoryLimitBytes)
        try container.encode(cpu, forKey: .cpu)
        try container.encode(cpuQuota, forKey: .cpuQuota)
        try container.encode(restarts, forKey: .restarts)
        try container.encode(oomKills, forKey: .oomKills)
        try container.encode(sleepsInSeconds, forKey: .sleepsInSeconds)
        try container.encode(guardMode, forKey: .guardMode)
        try container.encode(guardInForce, forKey: .guardInForce)
        try container.encode(guardMeans, forKey: .guardMeans)
        try container.encode(guardReason, forKey: .guardReason)
        try container.encode(refused, forKey: .refused)
        try container.encode(lastRefusal, forKey: .lastRefusal)
        try container.encode(lastStart, forKey: .lastStart)
        try container.encode(lastExit, forKey: .lastExit)
        try container.encode(trouble, forKey: .trouble)
    }
}
