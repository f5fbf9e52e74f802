// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// A worker that answers, as the data plane knows it: made when it became ready, never changed but for its recall.
package final class LiveWorker: Sendable {
    package let service: ServiceName
    package let id: WorkerID
    package let endpoint: Endpoint
    /// Differs between any two workers of one proxy's life, also where the engine gives a new one an old address: connections
    /// are pooled under it, so none outlives the worker it was opened to.
    package let epoch: UInt64
    /// Told to whoever would hold a lease on it for as long as it lives.
    package let recall = Recall()

    /// Nil: it ran already when this proxy found it.
    package let start: StartTimes?

    package init(
        service: ServiceName,
        id: WorkerID,
        endpoint: Endpoint,
        epoch: UInt64,
        start: StartTimes? = nil
    ) {
        self.service = service
        self.id = id
        self.endpoint = endpoint
        self.epoch = epoch
        self.start = start
    }
}
