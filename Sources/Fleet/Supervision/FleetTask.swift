// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// An action of the fleet that takes time.
enum FleetTask: Sendable {
    case launch(ServiceName, turn: UInt64)
    case probe(ServiceName, LaunchedWorker, turn: UInt64)
    case watch(ServiceName, WorkerID, run: UInt64)
    case stop(ServiceName, WorkerID, grace: Duration, turn: UInt64)
    case survey
    case retire(FoundWorker, engine: String)
    case wait(until: Moment)
}
