// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// A worker that has been started and can be reached, though it may not answer yet.
package struct LaunchedWorker: Hashable, Sendable {
    package var id: WorkerID
    package var endpoint: Endpoint
    /// Whether an existing worker was only woken, not made anew.
    package var wasReused: Bool
    /// How long the engine took for each part, in order: `create`, `start`, ...
    package var parts: [StartPart]

    package init(id: WorkerID, endpoint: Endpoint, wasReused: Bool = false, parts: [StartPart] = []) {
        self.id = id
        self.endpoint = endpoint
        self.wasReused = wasReused
        self.parts = parts
    }
}
