// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import DequeModule

extension FleetState {
    /// Passes an event to a service's worker, and its orders on.
    mutating func happened(_ event: WorkerEvent, to service: ServiceName, at now: Moment) -> [FleetAction] {
        guard var record = records[service], !record.isRouted else { return [] }
        let before = record.state
        let orders = record.lifecycle.handle(event, at: now)
        record.revision += 1
        for order in orders {
            if case .note(let change) = order { record.note(change) }
        }
        if record.state != before { record.stateSince = now }
        if let seen = event.worker ?? record.worker { record.lastWorker = seen }
        records[service] = record

        var actions: [FleetAction] = []
        for order in orders { actions += perform(order, for: service) }
        // Those who still wait want the next worker.
        if case .asleep = record.lifecycle.state, records[service]?.line.isEmpty == false, !isClosing {
            actions += happened(.wanted, to: service, at: now)
        }
        return actions
    }

    private mutating func perform(_ order: WorkerOrder, for service: ServiceName) -> [FleetAction] {
        switch order {
        case .launch(let turn): [.launch(service, turn: turn)]
        case .probe(let worker, let turn): [.probe(service, worker, turn: turn)]
        case .watch(let worker, let run): [.watch(service, worker, run: run)]
        case .stop(let worker, let grace, let turn): [.stop(service, worker, grace: grace, turn: turn)]
        case .openGate(let worker): [.openGate(worker)]
        case .closeGate(let worker): [.closeGate(worker)]
        case .closeIdleGate(let worker, let moment): [.closeIdleGate(worker, unlessUsedSince: moment)]
        case .recall(let worker): [.recall(worker)]
        case .serveLine: serveLine(service)
        case .failLine(let refusal): failLine(service, refusal)
        case .reportAsleep: confirmEnd(service)
        case .note(let change): [.note(service, change)]
        }
    }
}

extension WorkerEvent {
    /// The worker it makes known.
    fileprivate var worker: WorkerID? {
        if case .launched(let worker, _) = self { return worker.id }
        if case .surveyed(let found) = self { return found?.id }
        return nil
    }
}
