// Plimsoll
// SPDX-License-Identifier: Apache-2.0

package import Capacity

/// A service as its user declared it: where its requests come in, what runs, and within which limits.
package struct ServiceDefinition: Hashable, Sendable {
    package var name: ServiceName
    package var route: RouteRule
    package var workload: Workload
    package var limits: Limits
    package var environment: [String: String]
    package var readiness: Readiness
    /// Counted from the end of the last lease. Nil: never put to sleep.
    package var idleTimeout: Duration?
    /// From the order to start until the worker is ready.
    package var startTimeout: Duration
    /// Between the polite signal and SIGKILL.
    package var stopTimeout: Duration
    /// How many requests may stand in line; the next one is refused.
    package var lineCapacity: Int
    /// How many requests one worker serves at a time. Nil: as many as come.
    package var concurrency: Int?
    package var guarding: GuardSettings
    package var access: Access
    /// How long a WebSocket, or another protocol a request changed to, may go unused until it is ended. Nil: as long as it likes.
    package var tunnelIdleTimeout: Duration?
    package var workerProtocol = WorkerProtocol.http1
    /// How long requests may go on after its stop was ordered.
    package var drainTimeout: Duration
    /// How often one client may ask of it. Nil: as often as it likes.
    package var clientRate: ClientRate?
    /// Sent to the worker as its bearer token.
    package var workerToken: Secret?

    package init(
        name: ServiceName,
        route: RouteRule = RouteRule(),
        workload: Workload,
        limits: Limits = Limits(),
        environment: [String: String] = [:],
        readiness: Readiness = .portAccepts,
        idleTimeout: Duration? = .seconds(300),
        startTimeout: Duration = .seconds(120),
        stopTimeout: Duration = .seconds(10),
        lineCapacity: Int = 100,
        concurrency: Int? = nil,
        guardMode: GuardMode = .lease,
        access: Access = .bearer,
        workerToken: Secret? = nil,
        tunnelIdleTimeout: Duration? = .seconds(300),
        drainTimeout: Duration = .seconds(30)
    ) {
        self.name = name
        self.route = route
        self.workload = workload
        self.limits = limits
        self.environment = environment
        self.readiness = readiness
        self.idleTimeout = idleTimeout
        self.startTimeout = startTimeout
        self.stopTimeout = stopTimeout
        self.lineCapacity = lineCapacity
        self.concurrency = concurrency
        guarding = GuardSettings(mode: guardMode)
        self.access = access
        self.workerToken = workerToken
        self.tunnelIdleTimeout = tunnelIdleTimeout
        self.drainTimeout = drainTimeout
    }

    package var guardMode: GuardMode {
        get { guarding.mode }
        set { guarding.mode = newValue }
    }
}
