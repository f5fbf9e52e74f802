// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// A worker of ours that the engine was found to hold.
package struct FoundWorker: Hashable, Sendable {
    package enum Condition: Hashable, Sendable {
        case created
        /// Nil endpoint: it runs, but has no address to be reached at.
        case running(Endpoint?)
        case paused
        case stopped(WorkerExit?)
    }

    package var id: WorkerID
    package var service: ServiceName
    package var condition: Condition
    /// Whether it was made with the settings (and the image and guard) that hold now.
    package var isCurrent: Bool

    package init(id: WorkerID, service: ServiceName, condition: Condition, isCurrent: Bool) {
        self.id = id
        self.service = service
        self.condition = condition
        self.isCurrent = isCurrent
    }
}
