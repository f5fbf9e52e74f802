// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// What is to be done for the fleet.
package enum FleetAction: Sendable {
    case launch(ServiceName, turn: UInt64)
    case probe(ServiceName, LaunchedWorker, turn: UInt64)
    case watch(ServiceName, WorkerID, run: UInt64)
    case stop(ServiceName, WorkerID, grace: Duration, turn: UInt64)
    case openGate(LiveWorker)
    case closeGate(LiveWorker)
    case closeIdleGate(LiveWorker, unlessUsedSince: Moment)
    case recall(LiveWorker)
    /// Whether newcomers must stand in line behind others.
    case setLine(ServiceName, Bool)
    /// Give leases to these, in this order, as far as there is room; answered by `admitted`.
    case admit(ServiceName, [WaiterID])
    case refuse(WaiterID, LeaseRefusal)
    /// What the waiter wanted of the service has come about.
    case confirm(WaiterID)
    /// Ask every engine what it holds; answered by `surveyed`.
    case survey
    /// Stop and remove a worker that belongs to no service of this configuration.
    case retire(FoundWorker, engine: String)
    case note(ServiceName, WorkerChange)
}
