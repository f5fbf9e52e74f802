// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Capacity

/// More `cpus` than the host has.
struct CPUsAboveHost: Rule {
    let name = "cpus-above-host"
    let reason = "Docker refuses to create a container with more cpus than its host has."
    let hint = "set cpus to at most what the host has"

    func findings(in fleet: CheckedFleet) -> [Finding] {
        fleet.containers.compactMap { service, _ in
            let processors = fleet.host.processors
            guard processors > 0, let cpus = service.limits.cpus, cpus > .processors(Int64(processors)) else {
                return nil
            }
            return warning(service, "cpus", "'\(service.name)' has cpus: \(cpus), and this host has \(processors)")
        }
    }
}
