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
    nonisolated let thread: EngineThread
    /// Where guards tell of themselves. Nil: nowhere.
    nonisolated let records: (any GuardRecordFiles)?

    var workers: [ServiceName: Worker] = [:]
    var hasAdopted = false
    /// Found in the records, but gone: what they left is being ended.
    var settling: [WorkerID] = []
    var nextWaiter = 0
    /// The lock that keeps other proxies away. Nil: not asked for yet.
    var claimed: FileLock?

    package nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    /// Finds out what may be done with cgroups here; starts nothing yet.
    package init(
        _ settings: ProcessEngineSettings,
        records: (any GuardRecordFiles)? = nil,
        log: Logger
    ) throws(EngineError) {
        self.settings = settings
        self.records = records
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
                _ = try ProcessPlan(service, settings: settings, records: records)
            } catch {
                obstacles[service.name] = error
            }
        }
        return obstacles
    }

    package func workers(of services: [ServiceDefinition]) async throws(EngineError) -> [FoundWorker] {
        try adopt()
        for worker in settling { _ = await end(of: worker) }
        settling = []
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

    package nonisolated func guardRecord(of worker: WorkerID, for service: ServiceName) async -> GuardRecord? {
        records?.read(service)
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
        records?.remove(service)
        workers[service] = nil
    }

    /// Nil: the service cannot be started as things stand, so that no worker of it is current.
    private func currentSettings(of service: ServiceDefinition) -> String? {
        do throws(EngineError) {
            return try ProcessPlan(service, settings: settings, records: records).settings
        } catch {
            return nil
        }
    }
}
