// Plimsoll
// SPDX-License-Identifier: Apache-2.0

package import Capacity

/// What runs workers: Docker, or processes of this host.
///
/// Every method has a deadline of its own and throws `EngineError` with reason `.timedOut` or `.unavailable` rather than hang.
/// Cancelling the caller's task ends a call early; what the engine was told may still happen and is found by `workers()`.
package protocol ContainerEngine: Sendable {
    /// What it is called in reports: `docker`, `processes`.
    var name: String { get }

    /// Makes ready what a start needs (network, images): when the proxy starts or its file changes, never while a request waits.
    /// - Returns: the services that cannot be started as things stand, with the reason.
    func prepare(
        _ services: [ServiceDefinition],
        progress: @escaping @Sendable (PreparationProgress) -> Void
    ) async throws(EngineError) -> [ServiceName: EngineError]

    /// Starts a worker of `service`: an existing one of the same settings is woken, one of other settings replaced.
    /// Returns when the engine says that it runs, not when it answers.
    func launch(_ service: ServiceDefinition) async throws(EngineError) -> LaunchedWorker

    /// Stops a worker and all its processes, with SIGKILL after `grace`. Stopping one already stopped or gone succeeds.
    func stop(_ worker: WorkerID, grace: Duration) async throws(EngineError)

    /// Removes a stopped worker and all that was made for it. Removing one already gone succeeds.
    func remove(_ worker: WorkerID) async throws(EngineError)

    /// Every worker of ours for these services, whatever its condition, and those left from services no longer declared.
    func workers(of services: [ServiceDefinition]) async throws(EngineError) -> [FoundWorker]

    /// Waits until the worker has ended, and tells how. The only call without a deadline: cancel it.
    /// One that is already gone without a trace ends with `.lost`.
    func exit(of worker: WorkerID) async throws(EngineError) -> WorkerExit

    /// The last lines it wrote to its output and error, oldest first.
    func log(of worker: WorkerID, lines: Int) async throws(EngineError) -> [String]

    /// What it uses now. Nil: it does not run.
    func usage(of worker: WorkerID) async throws(EngineError) -> ResourceUsage?

    /// The TCP addresses at which the worker's processes listen, as they see them. Empty: at none, or it is not known.
    func listeners(of worker: WorkerID) async -> [Endpoint]

    /// What the worker's guard told last: its own word, not the engine's. Nil: nothing is known.
    func guardRecord(of worker: WorkerID, for service: ServiceName) async -> GuardRecord?

    /// Says that something may have changed. Only a hint: truth is `workers(of:)`. Ends when the consumer is cancelled;
    /// reconnects by itself.
    func hints() -> AsyncStream<EngineHint>
}

extension ContainerEngine {
    package func listeners(of worker: WorkerID) async -> [Endpoint] { [] }

    package func guardRecord(of worker: WorkerID, for service: ServiceName) async -> GuardRecord? { nil }
}
