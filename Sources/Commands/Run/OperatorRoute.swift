// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Fleet

/// The operator's application as the data plane sees it: one more upstream, behind the token.
enum OperatorRoute {
    static func all(socket: String) -> [Route] {
        let name: ServiceName = "plimsoll operator"
        let gate = ServiceGate(service: name, time: SystemTime())
        // Epoch 0 is no worker's: the fleet counts from 1.
        gate.open(LiveWorker(service: name, id: WorkerID("operator"), endpoint: .unix(path: socket), epoch: 0))
        let rules = [
            RouteRule(path: "/status", stripsPrefix: false, isExact: true, isOfProxy: true),
            RouteRule(path: "/proxy/status", stripsPrefix: false, isExact: true, isOfProxy: true),
            RouteRule(path: "/-", stripsPrefix: false, isOfProxy: true),
        ]
        return rules.map { Route(service: name, rule: $0, access: .bearer, gate: gate) }
    }
}
