// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// A worker that has been started and can be reached, though it may not answer yet.
package struct LaunchedWorker: Hashable, Sendable {
    package var id: WorkerID
    package var endpoint: Endpoint
    /// Whether an existing worker was only woken, not made anew.
    package var wasReused: Bool
    /// Whether a forwarder of the engine accepts connections at the endpoint before the worker does (Docker's userland proxy
    /// behind a published port): it then closes them at once.
    package var isForwarded: Bool
    /// How long the engine took for each part, in order: `create`, `start`, ...
    package var parts: [StartPart]

    package init(
        id: WorkerID,
        endpoint: Endpoint,
        wasReused: Bool = false,
        isForwarded: Bool = false,
        parts: [StartPart] = []
    ) {
        self.id = id
        self.endpoint = endpoint
        self.wasReused = wasReused
        self.isForwarded = isForwarded
        self.parts = parts
    }
}
