// Plimsoll
// SPDX-License-Identifier: Apache-2.0

package import Capacity

/// Everything an operator sees of one service at one moment. CLI, JSON and metrics are all made of it.
package struct ServiceStatus: Hashable, Sendable {
    package var name: ServiceName
    package var path: String
    package var state: ServiceState
    /// What the engine calls the worker's condition, in Docker's words.
    package var engineCondition: EngineCondition
    /// How long it has been in `state`.
    package var stateFor: Duration
    package var worker: WorkerID?
    package var endpoint: Endpoint?
    package var hostPort: Int?
    package var inFlight: Int
    package var waiting: Int
    package var usage: ResourceUsage?
    package var limits: Limits
    /// Share of one processor used lately. Nil: not known yet.
    package var cpuInUse: CPUQuota?
    /// Nil: it has no worker of ours to guard.
    package var guardMode: GuardMode?
    /// What its guard told last, of this worker or the last one. Nil: it told nothing.
    package var guardRecord: GuardRecord?
    /// Starts that became necessary because the worker before had ended by itself.
    package var restarts: Int
    package var oomKills: Int
    /// Nil: no idle timeout, or in use, or asleep.
    package var sleepsIn: Duration?
    /// Seconds since 1970 at the last request's end; nil: never used.
    package var lastAccess: Duration?
    package var lastStart: [StartPart]
    package var lastExit: WorkerExit?
    /// Why it is not ready, or what went wrong last: lower case, no full stop.
    package var trouble: String?

    package init(name: ServiceName, path: String, state: ServiceState, engineCondition: EngineCondition) {
        self.name = name
        self.path = path
        self.state = state
        self.engineCondition = engineCondition
        stateFor = .zero
        inFlight = 0
        waiting = 0
        limits = Limits()
        restarts = 0
        oomKills = 0
        lastStart = []
    }
}
