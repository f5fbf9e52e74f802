// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// All workers of ours that one engine holds.
package struct EngineSurvey: Sendable {
    package var engine: String
    package var workers: [FoundWorker]
    /// The services it is the engine of.
    package var services: Set<ServiceName>

    package init(engine: String, workers: [FoundWorker], services: Set<ServiceName>) {
        self.engine = engine
        self.workers = workers
        self.services = services
    }
}
