// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Capacity

/// Limits that add up past the host's memory.
struct MemoryOvercommitted: Rule {
    let name = "memory-overcommitted"
    let reason =
        "Workers that are each within their limits can together use up the host, and the kernel then kills any program."
    let hint = "lower some mem_limits, or take care that these services are never busy at the same time"

    func findings(in fleet: CheckedFleet) -> [Finding] {
        let limits = fleet.run.compactMap(\.limits.memory)
        let sum = limits.reduce(.zero, +)
        guard sum > fleet.host.memory else { return [] }
        let message =
            "the mem_limits of \(limits.count) services add up to \(sum), and this host has \(fleet.host.memory)"
        return [
            warning(
                nil,
                nil,
                limits.count == 1 ? "a mem_limit of \(sum) is more than this host's \(fleet.host.memory)" : message
            )
        ]
    }
}
