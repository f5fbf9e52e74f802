// Plimsoll
// SPDX-License-Identifier: Apache-2.0

package import Logging

/// Feeds events to `FleetState` and performs its actions: the one place where the fleet's decisions meet time and the engines.
///
/// Deciding never waits: `happened` has no `await`. What takes time runs as a child task of `run()` and comes back as an event.
package actor FleetSupervisor {
    /// How the data plane reaches each service.
    package nonisolated let routes: [Route]

    var state: FleetState
    let roster: EngineRoster
    let probe: any WorkerProbe
    let time: any TimeSource
    let logger: Logger
    let gates: [ServiceName: ServiceGate]
    let services: [ServiceDefinition]
    var samples: [ServiceName: UsageSample] = [:]

    private var waiters: [WaiterID: CheckedContinuation<WaiterAnswer, Never>] = [:]
    private var nextWaiter: UInt64 = 1
    /// When the earliest sleeper that is under way reports `timePassed`.
    private var armed: Moment?
    private nonisolated let mailbox:
        (stream: AsyncStream<FleetEvent>, continuation: AsyncStream<FleetEvent>.Continuation)
    private nonisolated let work: (stream: AsyncStream<FleetTask>, continuation: AsyncStream<FleetTask>.Continuation)

    /// What somebody in line is told; a nil lease confirms what needed none.
    typealias WaiterAnswer = Result<Lease?, LeaseRefusal>

    package init(
        services: [ServiceDefinition],
        roster: EngineRoster,
        probe: any WorkerProbe,
        time: any TimeSource = SystemTime(),
        logger: Logger
    ) {
        self.services = services
        self.roster = roster
        self.probe = probe
        self.time = time
        self.logger = logger
        state = FleetState(services, at: time.now)
        var gates: [ServiceName: ServiceGate] = [:]
        routes = services.map { service in
            let gate = ServiceGate(service: service.name, concurrency: service.concurrency, time: time)
            gates[service.name] = gate
            return Route(
                service: service.name,
                rule: service.route,
                access: service.access,
                workerToken: service.workerToken,
                gate: gate,
                tunnelIdleTimeout: service.tunnelIdleTimeout,
                clientRate: service.clientRate,
                workerProtocol: service.workerProtocol
            )
        }
        self.gates = gates
        mailbox = AsyncStream.makeStream()
        work = AsyncStream.makeStream()
        for (name, gate) in gates {
            gate.onNews { [sender = mailbox.continuation] news in
                switch news {
                case .roomMade: sender.yield(.roomMade(name))
                case .emptied(let worker): sender.yield(.worker(name, .emptied(worker)))
                }
            }
        }
    }

    /// Runs the fleet until the task is cancelled. Workers are left as they are then.
    package func run() async {
        perform(state.begin(at: time.now))
        await withDiscardingTaskGroup { group in
            for (engine, services) in roster.assignments(of: services) where !services.isEmpty {
                group.addTask { await self.listen(to: engine) }
            }
            group.addTask { await self.sampleUsage() }
            group.addTask { [stream = mailbox.stream] in
                for await event in stream { await self.happened(event) }
            }
            for await task in work.stream {
                group.addTask { await self.carryOut(task) }
            }
            group.cancelAll()
        }
    }

    nonisolated func post(_ event: FleetEvent) {
        mailbox.continuation.yield(event)
    }

    /// Decides, and sets going what was decided.
    func happened(_ event: FleetEvent) {
        perform(state.handle(event, at: time.now))
    }

    private func perform(_ actions: [FleetAction]) {
        for action in actions { perform(action) }
        arm()
    }

    private func perform(_ action: FleetAction) {
        switch action {
        case .launch(let service, let turn): work.continuation.yield(.launch(service, turn: turn))
        case .probe(let service, let worker, let turn): work.continuation.yield(.probe(service, worker, turn: turn))
        case .watch(let service, let worker, let run): work.continuation.yield(.watch(service, worker, run: run))
        case .stop(let service, let worker, let grace, let turn):
            work.continuation.yield(.stop(service, worker, grace: grace, turn: turn))
        case .survey: work.continuation.yield(.survey)
        case .retire(let worker, let engine): work.continuation.yield(.retire(worker, engine: engine))
        case .openGate(let worker):
            gates[worker.service]?.open(worker)
        case .closeGate(let worker):
            guard let gate = gates[worker.service] else { return }
            happened(.worker(worker.service, .gateClosed(worker, leases: gate.close(worker))))
        case .closeIdleGate(let worker, let moment):
            guard let gate = gates[worker.service] else { return }
            happened(.worker(worker.service, .idleGateClosing(gate.close(worker, unlessUsedSince: moment))))
        case .recall(let worker):
            worker.recall.make()
        case .setLine(let service, let hasLine):
            gates[service]?.setHasLine(hasLine)
        case .admit(let service, let line):
            admit(line, to: service)
        case .refuse(let waiter, let refusal):
            answer(waiter, .failure(refusal))
        case .confirm(let waiter):
            answer(waiter, .success(nil))
        case .note(let service, let change):
            log(change, of: service)
        }
    }

    private func admit(_ line: [WaiterID], to service: ServiceName) {
        guard let gate = gates[service] else { return }
        var admitted: [WaiterID] = []
        for waiter in line {
            guard let lease = gate.admit() else { break }
            admitted.append(waiter)
            if !answer(waiter, .success(lease)) { lease.end() }
        }
        if !admitted.isEmpty { happened(.admitted(service, admitted)) }
    }

    @discardableResult
    private func answer(_ waiter: WaiterID, _ answer: WaiterAnswer) -> Bool {
        guard let continuation = waiters.removeValue(forKey: waiter) else { return false }
        continuation.resume(returning: answer)
        return true
    }

    /// Makes sure that time's passing is noticed when the next deadline comes.
    private func arm() {
        guard let deadline = state.deadline else { return }
        if let armed, armed <= deadline { return }
        armed = deadline
        work.continuation.yield(.wait(until: deadline))
    }

    func timePassed(_ moment: Moment) {
        if armed == moment { armed = nil }
        happened(.timePassed)
        arm()
    }

    /// Stands in line, or waits for what an operator ordered.
    func wait(_ event: @Sendable (WaiterID) -> FleetEvent) async -> WaiterAnswer {
        let waiter = WaiterID(number: nextWaiter)
        nextWaiter += 1
        let event = event(waiter)
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                waiters[waiter] = continuation
                happened(event)
            }
        } onCancel: {
            // Comes in after the waiter was noted: both go through this actor, and noting does not suspend.
            Task { await self.leave(waiter) }
        }
    }

    private func leave(_ waiter: WaiterID) {
        happened(.waiterLeft(waiter))
        answer(waiter, .failure(LeaseRefusal(.cancelled, "the request was given up")))
    }
}
