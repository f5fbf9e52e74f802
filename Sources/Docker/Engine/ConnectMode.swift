// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// How the proxy reaches a container.
package enum ConnectMode: Hashable, Sendable {
    /// By its address on the workers' network.
    case network
    /// By a published port of the engine's host.
    case hostPort
}
