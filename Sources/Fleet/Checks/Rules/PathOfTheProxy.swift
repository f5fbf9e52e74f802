// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// A service below a path that the proxy answers itself.
struct PathOfTheProxy: Rule {
    let name = "path-of-the-proxy"
    let reason =
        "/healthz, /status, /proxy/status and everything below /-/ are the proxy's own: such requests never reach a service."
    let hint = "choose another path"

    func findings(in fleet: CheckedFleet) -> [Finding] {
        fleet.services.filter { service in
            let path = service.route.path
            return ["/healthz", "/status", "/proxy/status"].contains(path) || HostPath.isWithin(path, "/-")
        }.map { warning($0, "path", "'\($0.name)' has the path '\($0.route.path)', which the proxy answers itself") }
    }
}
