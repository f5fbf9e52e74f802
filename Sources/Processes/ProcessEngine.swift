// Plimsoll
// SPDX-License-Identifier: Apache-2.0

package import Capacity
package import Fleet
package import Logging

/// Runs services as processes of this host: each a session of its own, in cgroups of its own where this user may make them.
///
/// Workers outlive it. What it knows of them is written in its state folder, where the next engine finds it; only one engine
/// may use a state folder at a time. A worker ends with its first process, and takes along all the processes it made.
package actor ProcessEngine: ContainerEngine {
    package nonisolated let name = "processes"
    /// How workers are held to their limits here, and why not better.
    package nonisolated let confinement: Confinement

    nonisolated let settings: ProcessEngineSettings
    nonisolated let folder: StateFolder
    nonisolated let homes: CgroupHomes
    nonisolated let log: Logger
    nonisolated let board = HintBoard()
    private nonisolated let thread: EngineThread

    var workers: [ServiceName: Worker] = [:]
    private var hasAdopted = false
    /// Found in the records, but gone: what they left is being ended.
    private var settling: [WorkerID] = []
    private var nextWaiter = 0

    package nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    /// Finds out what may be done with cgroups here; starts nothing yet.
    package init(_ settings: ProcessEngineSettings, log: Logger) throws(EngineError) {
        self.settings = settings
        self.log = log
        folder = StateFolder(path: settings.stateFolder)
        homes = settings.usesCgroups ? CgroupHomes(owner: settings.folderName) : .none
        confinement = homes.confinement
        do throws(SystemError) {
            thread = try EngineThread()
        } catch {
            throw error.engineError()
        }
    }

    deinit {
        board.close()
        thread.close()
    }

    package func prepare(
        _ services: [ServiceDefinition],
        progress: @escaping @Sendable (PreparationProgress) -> Void
    ) async throws(EngineError) -> [ServiceName: EngineError] {
        try adopt()
        progress(PreparationProgress(service: nil, message: "workers are held to their limits by \(confinement)"))
        var obstacles: [ServiceName: EngineError] = [:]
        for service in services {
            if case .upstream = service.workload { continue }
            do throws(EngineError) {
                _ = try ProcessPlan(service, settings: settings)
            } catch {
                obstacles[service.name] = error
            }
        }
        return obstacles
    }

    package func workers(of services: [ServiceDefinition]) async throws(EngineError) -> [FoundWorker] {
        try adopt()
        let settling = self.settling
        self.settling = []
        for worker in settling { _ = await end(of: worker) }
        return workers.values.sorted { $0.record.service < $1.record.service }.map { worker in
            let service = services.first { $0.name == worker.record.service }
            return FoundWorker(
                id: worker.id,
                service: worker.record.service,
                condition: worker.exit.map { .stopped($0) } ?? .running(worker.record.endpoint),
                isCurrent: service.map { worker.record.settings == currentSettings(of: $0) } ?? false
            )
        }
    }

    package func exit(of worker: WorkerID) async throws(EngineError) -> WorkerExit {
        try adopt()
        guard find(worker) != nil else { return WorkerExit(verdict: .lost, status: nil) }
        guard let exit = await end(of: worker) else {
            throw EngineError(.timedOut, "nobody waits for the end of worker \(worker) any more")
        }
        return exit
    }

    package func log(of worker: WorkerID, lines: Int) async throws(EngineError) -> [String] {
        try adopt()
        guard let found = find(worker) else {
            throw EngineError(.gone, "worker \(worker) is gone, and its log with it")
        }
        let log = folder.log(of: found.record.service)
        log.trim()
        return log.tail(lines)
    }

    package func usage(of worker: WorkerID) async throws(EngineError) -> ResourceUsage? {
        try adopt()
        guard let found = find(worker), found.exit == nil else { return nil }
        folder.log(of: found.record.service).trim()
        return found.record.usage()
    }

    package func remove(_ worker: WorkerID) async throws(EngineError) {
        try adopt()
        guard let found = find(worker) else { return }
        guard found.exit != nil else {
            throw EngineError(
                .broken,
                "worker \(worker) of service '\(found.record.service)' still runs; stop it first"
            )
        }
        forget(found.record.service)
    }

    package nonisolated func hints() -> AsyncStream<EngineHint> {
        board.stream()
    }

    func find(_ id: WorkerID) -> Worker? {
        workers.values.first { $0.id == id }
    }

    /// Removes what was made for a worker that has ended.
    func forget(_ service: ServiceName) {
        folder.removeRecord(of: service)
        folder.log(of: service).remove()
        workers[service] = nil
    }

    /// Nil: the service cannot be started as things stand, so that no worker of it is current.
    private func currentSettings(of service: ServiceDefinition) -> String? {
        do throws(EngineError) {
            return try ProcessPlan(service, settings: settings).settings
        } catch {
            return nil
        }
    }

    /// Waits for a worker's end. Nil: the calling task was cancelled, or no such worker is known.
    func end(of id: WorkerID) async -> WorkerExit? {
        nextWaiter += 1
        let number = nextWaiter
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                guard !Task.isCancelled, let worker = find(id) else { return continuation.resume(returning: nil) }
                if let exit = worker.exit { return continuation.resume(returning: exit) }
                workers[worker.record.service]?.waiting[number] = continuation
            }
        } onCancel: {
            // A callback from outside; it ends as soon as it has been heard.
            Task { await self.stopWaiting(number, for: id) }
        }
    }

    private func stopWaiting(_ number: Int, for id: WorkerID) {
        guard let service = find(id)?.record.service else { return }
        workers[service]?.waiting.removeValue(forKey: number)?.resume(returning: nil)
    }

    /// Tells everybody that a worker has ended, and writes it down for the next engine.
    func close(_ service: ServiceName, with exit: WorkerExit) {
        guard var worker = workers[service] else { return }
        worker.record.exit = exit
        worker.phase = .ended(exit)
        let waiting = worker.waiting.values
        worker.waiting = [:]
        workers[service] = worker
        for continuation in waiting { continuation.resume(returning: exit) }
        save(worker.record)
        board.post(.changed)
    }

    func save(_ record: WorkerRecord) {
        do throws(SystemError) {
            try folder.save(record)
        } catch {
            log.warning(
                "cannot write a worker's record",
                metadata: ["service": "\(record.service)", "reason": "\(error)"]
            )
        }
    }

    /// Takes over the workers of the engine before, once.
    func adopt() throws(EngineError) {
        guard !hasAdopted else { return }
        try folder.open()
        hasAdopted = true
        for record in folder.records() { adopt(record) }
    }

    private func adopt(_ record: WorkerRecord) {
        guard record.boot == ProcessTable.bootID() else {
            // Of an earlier life of this machine: nothing of it can be left.
            folder.removeRecord(of: record.service)
            return
        }
        if let exit = record.exit {
            workers[record.service] = Worker(record: record, phase: .ended(exit))
            return
        }
        workers[record.service] = Worker(record: record, phase: .running)
        // The end of one that is gone already is seen as that of any other: what it left is ended too.
        watch(record)
        guard ProcessTable.isRunning(record.process) else { return settling.append(record.id) }
        log.info(
            "worker found",
            metadata: ["service": "\(record.service)", "worker": "\(record.id)", "endpoint": "\(record.endpoint)"]
        )
    }

    /// Has `firstProcessEnded` called when it has; at once when it is gone already.
    func watch(_ record: WorkerRecord) {
        let id = record.id
        let ended: @Sendable () -> Void = { [weak self] in
            // A callback from outside; it ends by itself when what is left of the worker has been ended.
            Task { await self?.firstProcessEnded(id) }
        }
        guard let descriptor = record.process.descriptor() else { return ended() }
        thread.watch(descriptor, ended: ended)
    }
}
