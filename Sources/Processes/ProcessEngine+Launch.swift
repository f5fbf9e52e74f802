// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Capacity
package import Fleet
internal import Glibc
internal import Logging

extension ProcessEngine {
    /// In the environment of processes that no cgroup holds together.
    private static let markName = "PLIMSOLL_WORKER"

    package func launch(_ service: ServiceDefinition) async throws(EngineError) -> LaunchedWorker {
        try adopt()
        let plan = try ProcessPlan(service, settings: settings, records: records)
        while let worker = workers[service.name] {
            switch worker.phase {
            case .running where worker.record.settings == plan.settings && worker.graceEnds == nil:
                return LaunchedWorker(id: worker.id, endpoint: worker.record.endpoint, wasReused: true)
            case .running, .ending:
                try await stop(worker.id, grace: service.stopTimeout)
            case .ended:
                folder.removeRecord(of: service.name)
                workers[service.name] = nil
            }
        }
        return try start(service, plan)
    }

    /// From here on nothing waits for anybody else, so that no second start of the same service can come between.
    private func start(_ service: ServiceDefinition, _ plan: ProcessPlan) throws(EngineError) -> LaunchedWorker {
        let began = ContinuousClock.now
        let port = try port(for: service, plan)
        let cgroup = try makeCgroup(service)
        let mark = cgroup.folders.isEmpty ? String(UInt64.random(in: 1 ... .max), radix: 16) : nil
        let made = ContinuousClock.now
        let record: WorkerRecord
        do throws(EngineError) {
            record = try run(service, plan, port: port, cgroup: cgroup, mark: mark)
        } catch {
            if cgroup.remove() { cgroup.removeEmptyHomes() }
            folder.removeRecord(of: service.name)
            throw EngineError(error.reason, "cannot start '\(service.name)': \(error.message)")
        }
        workers[service.name] = Worker(record: record, phase: .running)
        watch(record)
        log.info(
            "worker started",
            metadata: ["service": "\(service.name)", "worker": "\(record.id)", "endpoint": "\(record.endpoint)"]
        )
        let parts = [StartPart("create", made - began), StartPart("start", ContinuousClock.now - made)]
        return LaunchedWorker(id: record.id, endpoint: record.endpoint, parts: parts)
    }

    private func run(
        _ service: ServiceDefinition,
        _ plan: ProcessPlan,
        port: Int,
        cgroup: WorkerCgroup,
        mark: String?
    ) throws(EngineError) -> WorkerRecord {
        var environment = plan.environment
        environment["PORT"] = "\(port)"
        if let mark { environment[Self.markName] = mark }
        if plan.isGuarded { _ = try records?.make(for: service.name) }
        let output = try SystemError.translated { () throws(SystemError) in try folder.log(of: service.name).begin() }
        defer { Glibc.close(output) }
        let starter = try SystemError.translated { () throws(SystemError) in
            try ProcessStarter(
                plan,
                environment: environment,
                membership: cgroup.membershipFiles,
                output: output,
                limit: cgroup.folders.isEmpty ? Self.limit(for: service) : nil
            )
        }
        guard let stat = ProcessTable.stat(of: starter.pid) else {
            starter.abandon()
            throw EngineError(.broken, "cannot read the new process in /proc; mount it")
        }
        let record = WorkerRecord(
            service: service.name,
            process: stat.identity,
            boot: ProcessTable.bootID(),
            port: port,
            settings: plan.settings,
            memoryLimit: service.limits.memory,
            cgroup: cgroup,
            mark: mark.map { "\(Self.markName)=\($0)" }
        )
        // Written before the program runs: a proxy that dies here leaves no worker that nobody knows of.
        do throws(SystemError) {
            try folder.save(record)
        } catch {
            starter.abandon()
            throw error.engineError()
        }
        try starter.proceed()
        return record
    }

    /// What the guard would set, had it a cgroup to read the limit from; a lower one that is set stays.
    private static func limit(for service: ServiceDefinition) -> GuardPlan? {
        service.limits.memory.flatMap {
            GuardPlan(
                mode: service.guardMode,
                limit: $0,
                reserve: service.guarding.reserve,
                kernelMemory: .zero,
                inherited: .max
            )
        }
    }

    private func port(for service: ServiceDefinition, _ plan: ProcessPlan) throws(EngineError) -> Int {
        if let port = plan.port {
            guard !LocalPort.isTaken(port) else {
                throw EngineError(
                    .nameTaken,
                    "cannot start '\(service.name)': port \(port) is in use by something else; free it or set another"
                )
            }
            return port
        }
        let ours = workers.values.filter { $0.exit == nil }.map(\.record.port)
        do throws(SystemError) {
            return try LocalPort.free(except: Set(ours))
        } catch {
            throw error.engineError()
        }
    }

    private func makeCgroup(_ service: ServiceDefinition) throws(EngineError) -> WorkerCgroup {
        guard !homes.folders.isEmpty else { return WorkerCgroup(folders: []) }
        let name = WorkerRecord.fileName(of: service.name)
        let plan = CgroupPlan(worker: name, limits: service.limits, homes: homes.folders)
        let left = WorkerCgroup(folders: plan.folders)
        // What still lives there is of a worker whose record was lost: nobody else would ever end it.
        if !left.remove() { left.kill() }
        do throws(SystemError) {
            try homes.make()
            return try WorkerCgroup.make(plan)
        } catch {
            left.removeEmptyHomes()
            throw EngineError(
                error.engineError().reason,
                "cannot make the cgroup of '\(service.name)': \(error); check the service's limits"
            )
        }
    }
}
