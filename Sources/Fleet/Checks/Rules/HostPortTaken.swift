// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// A `host_port` that something on the host already listens on.
struct HostPortTaken: Rule {
    let name = "host-port-taken"
    let reason = "A worker cannot be published on a port that another program listens on."
    let hint = "choose another host_port, unless it is this service's own worker that listens there"

    func findings(in fleet: CheckedFleet) -> [Finding] {
        fleet.containers.compactMap { service, spec in
            guard let port = spec.hostPort, fleet.listeningPorts.contains(port) else { return nil }
            return warning(
                service,
                "host_port",
                "something on this host already listens on host_port \(port) of '\(service.name)'"
            )
        }
    }
}
