// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Capacity

/// A worker without `cpus`.
struct CPULimitMissing: Rule {
    let name = "cpu-limit-missing"
    let reason =
        "One worker without a limit can slow all others down, and starts as many threads as the host has cores."
    let hint = "set cpus; on a GPU host start with 4"

    func findings(in fleet: CheckedFleet) -> [Finding] {
        fleet.run.filter { $0.limits.cpus == nil }.map { service in
            let cpus = fleet.host.hasGPU ? 4 : max(1, fleet.host.processors / 2)
            return warning(service, "cpus", "'\(service.name)' has no cpus", hint: "start with cpus: \(cpus)")
        }
    }
}
