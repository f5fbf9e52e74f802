// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// How the proxy reaches a container.
package enum ConnectMode: String, Hashable, Sendable, CaseIterable {
    /// By its address on the proxy's Docker network.
    case dockerDNS = "docker_dns"
    /// By the port of this host that it is published on.
    case hostPort = "host_port"
}
