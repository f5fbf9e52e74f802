// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Capacity

extension FleetSupervisor: WorkerLeasing {
    package func lease(for service: ServiceName) async throws(LeaseRefusal) -> Lease {
        let answer = await wait { .requestWaiting(service, $0) }
        guard let lease = try answer.get() else {
            throw LeaseRefusal(.startFailed, "the service '\(service)' gave no lease; this is a bug of plimsoll")
        }
        return lease
    }

    package nonisolated func reportUnreachable(_ worker: LiveWorker) {
        post(.worker(worker.service, .unreachable(worker)))
    }
}

extension FleetSupervisor: FleetOperations {
    package func start(_ service: ServiceName) async throws(LeaseRefusal) {
        try await wait { .startOrdered(service, $0) }.get()?.end()
    }

    package func stop(_ service: ServiceName) async throws(LeaseRefusal) {
        _ = try await wait { .stopOrdered(service, $0) }.get()
    }

    package func log(of service: ServiceName, lines: Int) async throws(EngineError) -> [String] {
        guard let definition = state.definition(of: service) else {
            throw EngineError(.gone, "there is no service '\(service)'")
        }
        guard let engine = roster.engine(for: definition.workload) else {
            throw EngineError(.gone, "'\(service)' has an upstream of its own: its log is not here")
        }
        guard let worker = state.lastWorker(of: service) else {
            throw EngineError(
                .gone,
                "'\(service)' has no worker yet, so no log; a request or 'plimsoll start' makes one"
            )
        }
        return try await engine.log(of: worker, lines: lines)
    }

    package func status() async -> FleetStatus {
        await refreshSamples(olderThan: .milliseconds(500))
        let records = await guardRecords()
        let now = time.now
        let statuses = state.status(at: now).map { status in
            var status = status
            complete(&status, at: now)
            status.guardRecord = records[status.name]
            return status
        }
        let engines = roster.assignments(of: services).filter { !$0.services.isEmpty }.map(\.engine.name)
        let trouble = state.engineTroubles.values.map(\.message).sorted().joined(separator: "; ")
        return FleetStatus(
            engine: engines.isEmpty ? "none" : engines.joined(separator: "+"),
            engineTrouble: trouble.isEmpty ? nil : trouble,
            services: statuses
        )
    }

    /// Refuses every request from now on, and where `stopsWorkers`, returns when all workers are stopped.
    package func close(stopsWorkers: Bool) async {
        happened(.closing)
        guard stopsWorkers else { return }
        await withTaskGroup { group in
            for service in services where roster.engine(for: service.workload) != nil {
                group.addTask { try? await self.stop(service.name) }
            }
        }
    }

    /// What guards told of the workers there are, or were last.
    private func guardRecords() async -> [ServiceName: GuardRecord] {
        await withTaskGroup(of: (ServiceName, GuardRecord?).self) { group in
            for service in services {
                guard let engine = roster.engine(for: service.workload),
                    let worker = state.lastWorker(of: service.name)
                else { continue }
                group.addTask { (service.name, await engine.guardRecord(of: worker, for: service.name)) }
            }
            var records: [ServiceName: GuardRecord] = [:]
            for await (name, record) in group { records[name] = record }
            return records
        }
    }

    /// Adds what gates and samples know.
    private func complete(_ status: inout ServiceStatus, at now: Moment) {
        guard let gate = gates[status.name] else { return }
        let occupancy = gate.occupancy
        status.inFlight = occupancy.leases
        status.lastAccess = occupancy.lastUsed.map { time.wallClock - (now - $0) }
        let definition = state.definition(of: status.name)
        if status.state == .ready, let idleSince = occupancy.idleSince, let timeout = definition?.idleTimeout {
            status.sleepsIn = max(.zero, idleSince + timeout - now)
        }
        guard let sample = samples[status.name] else { return }
        if sample.worker == status.worker, status.state == .ready {
            status.usage = sample.usage
            status.cpuInUse = sample.cpuInUse
        } else {
            // What the last worker needed outlives it.
            status.usage = ResourceUsage(memoryPeak: sample.usage.memoryPeak, memoryLimit: sample.usage.memoryLimit)
        }
    }
}
