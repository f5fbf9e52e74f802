// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// What the data plane has done and does.
package struct ProxyCounts: Hashable, Sendable {
    /// Connections of clients that are open.
    package var connections = 0
    package var requests = 0
    /// Requests that have no whole answer yet.
    package var inFlight = 0
    /// Connections turned away for being too many.
    package var refusedConnections = 0
}
