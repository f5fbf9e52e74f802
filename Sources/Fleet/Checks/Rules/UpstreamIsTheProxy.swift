// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// An `upstream` that is where the proxy itself listens.
struct UpstreamIsTheProxy: Rule {
    let name = "upstream-is-the-proxy"
    let reason = "A request that is sent back to the proxy comes to the same service again: it is answered 508."
    let hint = "name the port of the program that is to serve it"

    func findings(in fleet: CheckedFleet) -> [Finding] {
        fleet.services.compactMap { service in
            guard case .upstream(let endpoint) = service.workload,
                fleet.proxyEndpoints.contains(where: { Self.is(endpoint, at: $0) })
            else { return nil }
            return warning(service, "upstream", "'\(service.name)' leads back to the proxy itself, at \(endpoint)")
        }
    }

    private static func `is`(_ upstream: Endpoint, at listener: Endpoint) -> Bool {
        guard case .tcp(let host, let port) = upstream, case .tcp(let place, port) = listener else {
            return upstream == listener
        }
        return addresses(of: host.lowercased()).contains { listens(place.lowercased(), at: $0) }
    }

    /// Other names are not looked up.
    private static func addresses(of host: String) -> [String] {
        switch host {
        case "localhost": ["127.0.0.1", "::1"]
        case "0.0.0.0": ["127.0.0.1"]
        case "::": ["::1"]
        default: [host]
        }
    }

    private static func listens(_ place: String, at address: String) -> Bool {
        switch place {
        case "localhost": address == "127.0.0.1" || address == "::1"
        case "0.0.0.0": address.hasPrefix("127.")
        case "::": address.hasPrefix("127.") || address == "::1"
        default: address == place
        }
    }
}
