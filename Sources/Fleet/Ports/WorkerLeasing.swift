// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// Whom the data plane asks when a gate says: stand in line.
package protocol WorkerLeasing: Sendable {
    /// Starts the service if it sleeps, and waits for room at a ready worker. Cancelling the task leaves the line.
    func lease(for service: ServiceName) async throws(LeaseRefusal) -> Lease

    /// Says that a ready worker could not be reached: its gate closes and the engine is asked what became of it.
    func reportUnreachable(_ worker: LiveWorker)
}
