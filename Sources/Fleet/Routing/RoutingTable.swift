// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// Which service a request belongs to, by its host and then by its path. Never changed; a new configuration makes a new one.
package final class RoutingTable: Sendable {
    /// Of services that are reached by any name.
    private let common: PathIndex
    private let hosts: HostIndex
    private let hasHosts: Bool

    package init(_ routes: [Route]) {
        common = PathIndex(routes.filter { $0.rule.hosts.isEmpty })
        hosts = HostIndex(routes)
        hasHosts = !hosts.isEmpty
    }

    /// - Parameters:
    ///   - path: raw, without its query.
    ///   - host: as it came, with or without a port, in any case. Nil: there is none.
    package func route(forPath path: UnsafeRawBufferPointer, host: UnsafeRawBufferPointer? = nil) -> Route? {
        let route = common.route(forPath: path)
        guard hasHosts, let host, route?.rule.isOfProxy != true else { return route }
        return hosts.route(forHost: host, path: path) ?? route
    }
}
