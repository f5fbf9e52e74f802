// Plimsoll
// SPDX-License-Identifier: Apache-2.0

package import Capacity
package import Fleet
internal import Synchronization

/// An engine in memory that records what it is asked. Its workers answer, end and fail as the test says.
package final class FakeEngine: ContainerEngine, WorkerProbe {
    /// What a service's worker is like.
    package struct Behaviour: Sendable {
        package var launchError: EngineError?
        /// Whether a probe finds it ready.
        package var answers = true
        /// It ends before it answers.
        package var exitAtStart: WorkerExit?
        package var log: [String] = []
        package var usage = ResourceUsage()
        package var listeners: [Endpoint] = []

        package init() {}
    }

    private struct Worker {
        var service: ServiceName
        var isRunning: Bool
        var isPaused = false
        var isCurrent = true
        var exit: WorkerExit?
        var endpoint: Endpoint
    }

    private struct State {
        var behaviours: [ServiceName: Behaviour] = [:]
        var workers: [WorkerID: Worker] = [:]
        var exitWaiters: [WorkerID: [Int: CheckedContinuation<WorkerExit?, Never>]] = [:]
        var nextWaiter = 0
        var unavailable: EngineError?
        var launches: [ServiceName] = []
        var stops: [WorkerID] = []
        var removals: [WorkerID] = []
        var hints: [AsyncStream<EngineHint>.Continuation] = []
        var nextWorker = 0
        var stopGate: StopGate?
    }

    /// Holds every stop until the test lets it go.
    package final class StopGate: Sendable {
        private let stream = AsyncStream<Void>.makeStream()
        package init() {}
        package func open() { stream.continuation.finish() }
        fileprivate func pass() async { for await _ in stream.stream {} }
    }

    package let name: String
    private let state = Mutex(State())

    package init(name: String = "fake") {
        self.name = name
    }

    // MARK: - ContainerEngine

    package func prepare(
        _ services: [ServiceDefinition],
        progress: @escaping @Sendable (PreparationProgress) -> Void
    ) async throws(EngineError) -> [ServiceName: EngineError] {
        try checkAvailable()
        let behaviours = state.withLock { $0.behaviours }
        return behaviours.compactMapValues { $0.launchError }
    }

    package func launch(_ service: ServiceDefinition) async throws(EngineError) -> LaunchedWorker {
        try checkAvailable()
        let outcome: Result<LaunchedWorker, EngineError> = state.withLock { state in
            state.launches.append(service.name)
            let behaviour = state.behaviours[service.name] ?? Behaviour()
            if let error = behaviour.launchError { return .failure(error) }
            let old = state.workers.first { $0.value.service == service.name }
            if let old, old.value.isCurrent {
                state.workers[old.key]?.isRunning = behaviour.exitAtStart == nil
                state.workers[old.key]?.isPaused = false
                state.workers[old.key]?.exit = behaviour.exitAtStart
                return .success(LaunchedWorker(id: old.key, endpoint: old.value.endpoint, wasReused: true))
            }
            if let old { state.workers[old.key] = nil }
            state.nextWorker += 1
            let id = WorkerID("fake-\(state.nextWorker)")
            let endpoint = Endpoint.tcp(host: "127.0.0.1", port: 10_000 + state.nextWorker)
            state.workers[id] = Worker(
                service: service.name,
                isRunning: behaviour.exitAtStart == nil,
                exit: behaviour.exitAtStart,
                endpoint: endpoint
            )
            return .success(LaunchedWorker(id: id, endpoint: endpoint))
        }
        return try outcome.get()
    }

    package func stop(_ worker: WorkerID, grace: Duration) async throws(EngineError) {
        try checkAvailable()
        if let gate = state.withLock({ $0.stopGate }) { await gate.pass() }
        try checkAvailable()
        state.withLock { $0.stops.append(worker) }
        end(worker, WorkerExit(verdict: .killed, status: 143))
    }

    package func remove(_ worker: WorkerID) async throws(EngineError) {
        try checkAvailable()
        state.withLock { state in
            state.removals.append(worker)
            state.workers[worker] = nil
        }
    }

    package func workers(of services: [ServiceDefinition]) async throws(EngineError) -> [FoundWorker] {
        try checkAvailable()
        return state.withLock { state in
            state.workers.map { id, worker in
                let condition: FoundWorker.Condition =
                    worker.isPaused ? .paused : worker.isRunning ? .running(worker.endpoint) : .stopped(worker.exit)
                return FoundWorker(
                    id: id,
                    service: worker.service,
                    condition: condition,
                    isCurrent: worker.isCurrent
                )
            }
        }
    }

    package func exit(of worker: WorkerID) async throws(EngineError) -> WorkerExit {
        let waiter = state.withLock { state in
            state.nextWaiter += 1
            return state.nextWaiter
        }
        let exit: WorkerExit? = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let known: WorkerExit?? = state.withLock { state in
                    guard let found = state.workers[worker] else { return WorkerExit(verdict: .lost, status: nil) }
                    if Task.isCancelled { return .some(nil) }
                    guard found.isRunning || found.isPaused else {
                        return found.exit ?? WorkerExit(verdict: .lost, status: nil)
                    }
                    state.exitWaiters[worker, default: [:]][waiter] = continuation
                    return nil
                }
                if let known { continuation.resume(returning: known) }
            }
        } onCancel: {
            state.withLock { $0.exitWaiters[worker]?.removeValue(forKey: waiter) }?.resume(returning: nil)
        }
        guard let exit else { throw EngineError(.timedOut, "waiting for the end of '\(worker)' was given up") }
        return exit
    }

    package func log(of worker: WorkerID, lines: Int) async throws(EngineError) -> [String] {
        try checkAvailable()
        return state.withLock { state in
            guard let service = state.workers[worker]?.service else { return [] }
            return (state.behaviours[service]?.log ?? []).suffix(lines)
        }
    }

    package func usage(of worker: WorkerID) async throws(EngineError) -> ResourceUsage? {
        try checkAvailable()
        return state.withLock { state in
            guard let found = state.workers[worker], found.isRunning else { return nil }
            return state.behaviours[found.service]?.usage ?? ResourceUsage()
        }
    }

    package func listeners(of worker: WorkerID) async -> [Endpoint] {
        state.withLock { state in
            state.workers[worker].flatMap { state.behaviours[$0.service] }?.listeners ?? []
        }
    }

    package func hints() -> AsyncStream<EngineHint> {
        let (stream, continuation) = AsyncStream<EngineHint>.makeStream()
        state.withLock { $0.hints.append(continuation) }
        return stream
    }

    // MARK: - WorkerProbe

    package func answers(_ worker: LaunchedWorker, readiness: Readiness) async -> Bool {
        state.withLock { state in
            guard let found = state.workers[worker.id], found.isRunning else { return false }
            return state.behaviours[found.service]?.answers ?? true
        }
    }

    // MARK: - What the test does to it

    package func setBehaviour(of service: ServiceName, _ change: (inout Behaviour) -> Void) {
        state.withLock { change(&$0.behaviours[service, default: Behaviour()]) }
    }

    /// Puts a worker there that runs already.
    @discardableResult
    package func place(_ service: ServiceName, isCurrent: Bool = true) -> WorkerID {
        state.withLock { state in
            state.nextWorker += 1
            let id = WorkerID("fake-\(state.nextWorker)")
            let endpoint = Endpoint.tcp(host: "127.0.0.1", port: 10_000 + state.nextWorker)
            state.workers[id] = Worker(service: service, isRunning: true, isCurrent: isCurrent, endpoint: endpoint)
            return id
        }
    }

    /// Ends a running worker.
    package func end(_ worker: WorkerID, _ exit: WorkerExit) {
        let waiters = state.withLock { state in
            guard state.workers[worker]?.isRunning == true || state.workers[worker]?.isPaused == true else {
                return [CheckedContinuation<WorkerExit?, Never>]()
            }
            state.workers[worker]?.isRunning = false
            state.workers[worker]?.isPaused = false
            state.workers[worker]?.exit = exit
            return Array((state.exitWaiters.removeValue(forKey: worker) ?? [:]).values)
        }
        for waiter in waiters { waiter.resume(returning: exit) }
    }

    package func pause(_ worker: WorkerID) {
        state.withLock { state in
            state.workers[worker]?.isRunning = false
            state.workers[worker]?.isPaused = true
        }
        hint(.changed)
    }

    package func setUnavailable(_ error: EngineError?) {
        state.withLock { $0.unavailable = error }
        hint(error.map { .lost($0) } ?? .back)
    }

    package func hint(_ hint: EngineHint) {
        let listeners = state.withLock { $0.hints }
        for listener in listeners { listener.yield(hint) }
    }

    package func holdStops(_ gate: StopGate?) {
        state.withLock { $0.stopGate = gate }
    }

    package var launches: [ServiceName] { state.withLock { $0.launches } }
    package var stops: [WorkerID] { state.withLock { $0.stops } }
    package var removals: [WorkerID] { state.withLock { $0.removals } }
    package func runningWorkers() -> [WorkerID] {
        state.withLock { state in state.workers.filter { $0.value.isRunning }.map(\.key) }
    }

    private func checkAvailable() throws(EngineError) {
        if let error = state.withLock({ $0.unavailable }) { throw error }
    }
}
