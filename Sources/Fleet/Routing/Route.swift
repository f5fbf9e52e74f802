// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// A service as the data plane sees it: what its requests are matched by, and the gate they go through.
package final class Route: Sendable {
    package let service: ServiceName
    package let rule: RouteRule
    package let access: Access
    package let workerToken: Secret?
    package let gate: ServiceGate
    /// How long a WebSocket, or another protocol, may go unused until it is ended. Nil: as long as it likes.
    package let tunnelIdleTimeout: Duration?
    /// How often one client may ask. Nil: as often as it likes.
    package let clientRate: ClientRate?
    package let workerProtocol: WorkerProtocol
    let pathBytes: [UInt8]

    package init(
        service: ServiceName,
        rule: RouteRule,
        access: Access = .bearer,
        workerToken: Secret? = nil,
        gate: ServiceGate,
        tunnelIdleTimeout: Duration? = nil,
        clientRate: ClientRate? = nil,
        workerProtocol: WorkerProtocol = .http1
    ) {
        self.service = service
        self.rule = rule
        self.access = access
        self.workerToken = workerToken
        self.gate = gate
        self.tunnelIdleTimeout = tunnelIdleTimeout
        self.clientRate = clientRate
        self.workerProtocol = workerProtocol
        pathBytes = rule.path == "/" ? [] : Array(rule.path.utf8)
    }

    /// How many leading bytes of the path the worker does not see.
    package var strippedPrefixLength: Int { rule.stripsPrefix ? pathBytes.count : 0 }
}
