// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// One `internal_port` for two local processes, for a process and the proxy, or for one and a container's `host_port`: it is a port
/// of the host.
struct ProcessPortShared: Rule {
    let name = "process-port-shared"
    let reason = "A local process listens on the host itself, where only one program can have a port."
    let hint = "leave internal_port out: a free port is chosen at each start and given in PORT"

    func findings(in fleet: CheckedFleet) -> [Finding] {
        var owners = Dictionary(
            fleet.containers.compactMap { service, spec in spec.hostPort.map { ($0, service.name) } },
            uniquingKeysWith: { first, _ in first }
        )
        return fleet.services.compactMap { service in
            guard case .process(let spec) = service.workload, let port = spec.port else { return nil }
            let other = fleet.proxyPorts.contains(port) ? "the proxy itself" : owners[port].map { "'\($0)'" }
            owners[port] = owners[port] ?? service.name
            return other.map {
                warning(service, "internal_port", "'\(service.name)' and \($0) have the same port \(port)")
            }
        }
    }
}
