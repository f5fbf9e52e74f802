// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Fleet
import PlimsollTesting
import SeededRandom
import Testing

/// `FleetState` with real gates and a make-believe engine whose answers come late, in any order, and sometimes as errors.
struct FleetSimulation {
    let time = ManualTime()
    var state: FleetState
    var gates: [ServiceName: ServiceGate] = [:]
    var random: SeededGenerator
    let services: [ServiceDefinition]

    /// What the engine will say, some time.
    private var pending: [FleetEvent] = []
    /// The truth at the engine: at most one worker a service.
    private var running: [ServiceName: WorkerID] = [:]
    private var watches: [ServiceName: (WorkerID, UInt64)] = [:]
    private var launching: Set<ServiceName> = []
    private var stopping: Set<ServiceName> = []
    private var nextWorker = 0
    private var nextWaiter: UInt64 = 0
    private(set) var waiting: Set<WaiterID> = []
    private var waitsFor: [WaiterID: ServiceName] = [:]
    private(set) var leases: [Lease] = []
    private(set) var answered: Set<WaiterID> = []
    private(set) var leasesGranted = 0
    private(set) var idleStops = 0
    private(set) var refusals: [LeaseRefusal.Reason: Int] = [:]

    init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
        services = (0..<4).map { index in
            ServiceDefinition(
                name: ServiceName("s\(index)"),
                route: RouteRule(path: "/s\(index)"),
                workload: .process(ProcessSpec(command: ["worker"])),
                idleTimeout: index == 3 ? nil : .seconds(10 + index),
                startTimeout: .seconds(20),
                lineCapacity: 3,
                concurrency: index == 1 ? 2 : nil
            )
        }
        state = FleetState(services, at: time.now)
        for service in services {
            gates[service.name] = ServiceGate(service: service.name, concurrency: service.concurrency, time: time)
        }
    }

    // MARK: - Things that happen

    mutating func step() {
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<25: requestArrives()
        case 25..<30: waiterLeaves()
        case 30..<52: leaseEnds()
        case 52..<80: engineAnswers()
        case 80..<84: workerCrashes()
        case 84..<86: happened(.engineHinted)
        case 86..<88: operatorStops()
        default:
            time.advance(by: .milliseconds(Int.random(in: 1..<6000, using: &random)))
            happened(.timePassed)
        }
    }

    /// Lets everything under way come to its end.
    mutating func settle() {
        while !leases.isEmpty { leaseEnds() }
        for _ in 0..<400 {
            while !pending.isEmpty { engineAnswers() }
            while !leases.isEmpty { leaseEnds() }
            time.advance(by: .seconds(1))
            happened(.timePassed)
        }
    }

    private mutating func requestArrives() {
        guard let service = services.randomElement(using: &random) else { return }
        if let lease = gates[service.name]?.enter() {
            leases.append(lease)
            leasesGranted += 1
            return
        }
        let waiter = newWaiter(for: service.name)
        happened(.requestWaiting(service.name, waiter))
    }

    private mutating func operatorStops() {
        guard let service = services.randomElement(using: &random) else { return }
        // Long downloads would be cut by the drain deadline: they end before.
        while let index = leases.firstIndex(where: { $0.worker.service == service.name }) { endLease(index) }
        happened(.stopOrdered(service.name, newWaiter(for: service.name)))
    }

    private mutating func newWaiter(for service: ServiceName) -> WaiterID {
        nextWaiter += 1
        let waiter = WaiterID(number: nextWaiter)
        waiting.insert(waiter)
        waitsFor[waiter] = service
        return waiter
    }

    private mutating func waiterLeaves() {
        guard let waiter = waiting.sorted(by: { $0.number < $1.number }).randomElement(using: &random) else { return }
        waiting.remove(waiter)
        happened(.waiterLeft(waiter))
    }

    private mutating func leaseEnds() {
        guard !leases.isEmpty else { return }
        endLease(Int.random(in: 0..<leases.count, using: &random))
    }

    private mutating func endLease(_ index: Int) {
        let lease = leases.remove(at: index)
        var news: GateNews?
        // The gate reports at once, on the thread that ends the lease.
        let box = NewsBox()
        gates[lease.worker.service]?.onNews { box.put($0) }
        lease.end()
        news = box.take()
        switch news {
        case .roomMade: happened(.roomMade(lease.worker.service))
        case .emptied(let worker): happened(.worker(worker.service, .emptied(worker)))
        case nil: break
        }
    }

    private mutating func engineAnswers() {
        guard !pending.isEmpty else { return }
        let event = pending.remove(at: Int.random(in: 0..<pending.count, using: &random))
        if case .worker(let service, .launched) = event { launching.remove(service) }
        if case .worker(let service, .launchFailed) = event { launching.remove(service) }
        if case .worker(let service, .stopped) = event { stopping.remove(service) }
        if case .worker(let service, .stopFailed) = event { stopping.remove(service) }
        happened(event)
    }

    private mutating func workerCrashes() {
        guard let (service, worker) = running.sorted(by: { $0.key < $1.key }).randomElement(using: &random) else {
            return
        }
        end(worker, of: service, WorkerExit(verdict: .oomKilled, status: 137))
    }

    private mutating func end(_ worker: WorkerID, of service: ServiceName, _ exit: WorkerExit) {
        running[service] = nil
        if let (watched, run) = watches[service], watched == worker {
            pending.append(.worker(service, .ended(worker, run: run, exit, log: [])))
            watches[service] = nil
        }
    }

    // MARK: - What the fleet orders

    private mutating func happened(_ event: FleetEvent) {
        for action in state.handle(event, at: time.now) { perform(action) }
    }

    private mutating func perform(_ action: FleetAction) {
        switch action {
        case .launch(let service, let turn): launch(service, turn: turn)
        case .probe(let service, let worker, let turn):
            guard running[service] == worker.id else { return }
            pending.append(
                .worker(service, .answered(turn: turn, epoch: UInt64.random(in: 1 ... .max, using: &random)))
            )
        case .watch(let service, let worker, let run):
            watches[service] = (worker, run)
            if running[service] != worker {
                end(worker, of: service, WorkerExit(verdict: .lost, status: nil))
            }
        case .stop(let service, let worker, _, let turn): stop(worker, of: service, turn: turn)
        case .openGate(let worker): gates[worker.service]?.open(worker)
        case .closeGate(let worker):
            let left = gates[worker.service]?.close(worker) ?? 0
            happened(.worker(worker.service, .gateClosed(worker, leases: left)))
        case .closeIdleGate(let worker, let moment):
            guard let closing = gates[worker.service]?.close(worker, unlessUsedSince: moment) else { return }
            if closing == .closed { idleStops += 1 }
            happened(.worker(worker.service, .idleGateClosing(closing)))
        case .recall(let worker): worker.recall.make()
        case .setLine(let service, let hasLine): gates[service]?.setHasLine(hasLine)
        case .admit(let service, let line): admit(line, to: service)
        case .refuse(let waiter, let refusal):
            refusals[refusal.reason, default: 0] += 1
            answer(waiter)
        case .confirm(let waiter): answer(waiter)
        case .survey:
            let workers = running.map { service, worker in
                let endpoint = Endpoint.tcp(host: "127.0.0.1", port: 1)
                return FoundWorker(id: worker, service: service, condition: .running(endpoint), isCurrent: true)
            }
            let names = Set(services.map(\.name))
            pending.append(.surveyed([EngineSurvey(engine: "simulated", workers: workers, services: names)]))
        case .retire, .note: break
        }
    }

    private mutating func launch(_ service: ServiceName, turn: UInt64) {
        #expect(!launching.contains(service), "two starts of \(service) at once")
        #expect(!stopping.contains(service), "a start of \(service) during its stop")
        launching.insert(service)
        if Int.random(in: 0..<8, using: &random) == 0 {
            pending.append(.worker(service, .launchFailed(EngineError(.broken, "no"), turn: turn)))
            return
        }
        nextWorker += 1
        let worker = running[service] ?? WorkerID("w\(nextWorker)")
        running[service] = worker
        let endpoint = Endpoint.tcp(host: "127.0.0.1", port: 1)
        pending.append(.worker(service, .launched(LaunchedWorker(id: worker, endpoint: endpoint), turn: turn)))
    }

    private mutating func stop(_ worker: WorkerID, of service: ServiceName, turn: UInt64) {
        let held = leases.filter { $0.worker.id == worker && running[service] == worker }
        #expect(held.isEmpty, "\(service) is stopped while leased")
        #expect(!stopping.contains(service), "two stops of \(service) at once")
        stopping.insert(service)
        if Int.random(in: 0..<8, using: &random) == 0 {
            pending.append(.worker(service, .stopFailed(EngineError(.unavailable, "away"), turn: turn)))
            return
        }
        if running[service] == worker { end(worker, of: service, WorkerExit(verdict: .killed, status: 143)) }
        pending.append(.worker(service, .stopped(turn: turn)))
    }

    private mutating func admit(_ line: [WaiterID], to service: ServiceName) {
        var admitted: [WaiterID] = []
        for waiter in line {
            #expect(waiting.contains(waiter), "somebody in line who has left it")
            guard let lease = gates[service]?.admit() else { break }
            #expect(waitsFor[waiter] == service)
            admitted.append(waiter)
            leases.append(lease)
            leasesGranted += 1
            answer(waiter)
        }
        if !admitted.isEmpty { happened(.admitted(service, admitted)) }
        if let concurrency = services.first(where: { $0.name == service })?.concurrency,
            let live = state.liveWorkers.first(where: { $0.service == service })
        {
            #expect(leases.count { $0.worker === live } <= concurrency)
        }
    }

    private mutating func answer(_ waiter: WaiterID) {
        #expect(!answered.contains(waiter), "answered twice")
        answered.insert(waiter)
        #expect(waiting.remove(waiter) != nil, "an answer for somebody who has left")
    }
}
