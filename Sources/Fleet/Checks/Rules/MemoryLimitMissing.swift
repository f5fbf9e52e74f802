// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Capacity

/// A worker without `mem_limit`.
struct MemoryLimitMissing: Rule {
    let name = "memory-limit-missing"
    let reason = "One worker without a limit can take the whole host's memory, and others die for it."
    let hint = "set mem_limit; on a GPU host start with 8g"

    func findings(in fleet: CheckedFleet) -> [Finding] {
        fleet.run.filter { $0.limits.memory == nil }.map { service in
            let hint =
                fleet.host.hasGPU
                ? "start with mem_limit: 8g" : "set mem_limit to what the worker needs at most, such as 512m"
            return warning(service, "mem_limit", "'\(service.name)' has no mem_limit", hint: hint)
        }
    }
}
