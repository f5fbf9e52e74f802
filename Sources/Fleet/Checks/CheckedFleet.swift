// Plimsoll
// SPDX-License-Identifier: Apache-2.0

package import Capacity

/// All that rules look at: the services, and the host they are to run on.
package struct CheckedFleet: Hashable, Sendable {
    package var services: [ServiceDefinition]
    package var host: HostCapacity
    /// TCP ports that something on the host already listens on.
    package var listeningPorts: Set<Int>
    /// Where the proxy itself is to listen; a host of `0.0.0.0` is every address.
    package var proxyEndpoints: [Endpoint]

    package init(
        services: [ServiceDefinition],
        host: HostCapacity,
        listeningPorts: Set<Int> = [],
        proxyEndpoints: [Endpoint] = []
    ) {
        self.services = services
        self.host = host
        self.listeningPorts = listeningPorts
        self.proxyEndpoints = proxyEndpoints
    }

    var proxyPorts: Set<Int> {
        Set(proxyEndpoints.compactMap { if case .tcp(_, let port) = $0 { port } else { nil } })
    }

    /// The services whose workers are ours to run.
    var run: [ServiceDefinition] {
        services.filter { service in
            if case .upstream = service.workload { false } else { true }
        }
    }

    var containers: [(service: ServiceDefinition, spec: ContainerSpec)] {
        services.compactMap { service in
            if case .container(let spec) = service.workload { (service, spec) } else { nil }
        }
    }
}
