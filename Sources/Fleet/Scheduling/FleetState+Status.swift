// Plimsoll
// SPDX-License-Identifier: Apache-2.0

extension FleetState {
    /// What is known here of every service, in the order of the configuration; gates and usage are added by who sees them.
    package func status(at now: Moment) -> [ServiceStatus] {
        order.compactMap { records[$0]?.status(at: now) }
    }

    /// The workers that serve now.
    package var liveWorkers: [LiveWorker] {
        order.compactMap { records[$0]?.liveWorker }
    }

    package func isStarting(_ service: ServiceName) -> Bool {
        records[service]?.state == .starting
    }

    /// Whether `turn` is still what the service's worker is about.
    package func isPresent(turn: UInt64, of service: ServiceName) -> Bool {
        records[service]?.lifecycle.turn == turn && isStarting(service)
    }

    /// When a start is given up. Nil: none is under way.
    func startDeadline(of service: ServiceName) -> Moment? {
        isStarting(service) ? records[service]?.lifecycle.deadline : nil
    }

    package func definition(of service: ServiceName) -> ServiceDefinition? {
        records[service]?.definition
    }

    /// Whether the end of the watch numbered `run` is still of interest.
    func isPresent(run: UInt64, of service: ServiceName) -> Bool {
        records[service]?.lifecycle.run == run
    }

    /// The worker the service has, or had last: its log may still be there.
    func lastWorker(of service: ServiceName) -> WorkerID? {
        records[service]?.lastWorker
    }
}

extension ServiceRecord {
    func status(at now: Moment) -> ServiceStatus {
        var status = ServiceStatus(
            name: definition.name,
            path: definition.route.path,
            state: state,
            engineCondition: isRouted ? .running : condition
        )
        status.stateFor = now - stateSince
        status.worker = worker
        status.limits = definition.limits
        status.guardMode = isRouted ? nil : definition.guardMode
        status.waiting = line.count
        status.restarts = restarts
        status.oomKills = finishedOOMKills + currentOOMKills
        status.lastStart = lastStart
        status.lastExit = lastExit
        status.trouble = trouble
        if case .upstream(let endpoint) = definition.workload { status.endpoint = endpoint }
        if let liveWorker { status.endpoint = liveWorker.endpoint }
        if case .container(let container) = definition.workload { status.hostPort = container.hostPort }
        return status
    }

    /// The worker there is, in whatever state.
    var worker: WorkerID? {
        switch lifecycle.state {
        case .asleep, .resting: return nil
        case .ready(let readied): return readied.worker.id
        case .paused(let id): return id
        case .starting(let start):
            if case .probing(let worker, _) = start.phase { return worker.id }
            return nil
        case .draining(let draining):
            switch draining.phase {
            case .launching: return nil
            case .leased(let worker, _): return worker.id
            case .stopping(let id), .stuck(let id, _, _): return id
            }
        }
    }
}
