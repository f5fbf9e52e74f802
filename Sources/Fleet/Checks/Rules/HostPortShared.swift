// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// One `host_port` for two services, or for a service and the proxy.
struct HostPortShared: Rule {
    let name = "host-port-shared"
    let reason = "Only one program can listen on a port: the second worker would not start."
    let hint = "give each service a host_port of its own, or leave it out"

    func findings(in fleet: CheckedFleet) -> [Finding] {
        var owners: [Int: ServiceDefinition] = [:]
        return fleet.containers.compactMap { service, spec in
            guard let port = spec.hostPort else { return nil }
            if fleet.proxyPorts.contains(port) {
                return warning(
                    service,
                    "host_port",
                    "'\(service.name)' has host_port \(port), which the proxy itself listens on"
                )
            }
            guard let owner = owners[port] else {
                owners[port] = service
                return nil
            }
            return warning(
                service,
                "host_port",
                "'\(service.name)' and '\(owner.name)' have the same host_port \(port)"
            )
        }
    }
}
