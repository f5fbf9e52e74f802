// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import DequeModule

extension FleetState {
    mutating func joinLine(
        _ waiter: WaiterID,
        _ service: ServiceName,
        wanting event: WorkerEvent,
        at now: Moment
    ) -> [FleetAction] {
        guard let record = records[service] else {
            return [.refuse(waiter, LeaseRefusal(.unknownService, "there is no service '\(service)'"))]
        }
        if isClosing {
            let message = "the proxy is shutting down; try again soon"
            return [.refuse(waiter, LeaseRefusal(.shuttingDown, message, retryAfter: .seconds(5)))]
        }
        let capacity = record.definition.lineCapacity
        guard record.line.count < capacity else {
            let message = "\(capacity) requests already wait for this service; try again later, or raise queue"
            return [.refuse(waiter, LeaseRefusal(.lineFull, message, retryAfter: .seconds(1)))]
        }
        records[service]?.line.append(waiter)
        let formed: [FleetAction] = record.line.isEmpty ? [.setLine(service, true)] : []
        return formed + (record.isRouted ? serveLine(service) : happened(event, to: service, at: now))
    }

    func serveLine(_ service: ServiceName) -> [FleetAction] {
        guard let record = records[service], !record.line.isEmpty else { return [] }
        return [.admit(service, Array(record.line))]
    }

    mutating func leaveLine(_ service: ServiceName, _ waiters: [WaiterID]) -> [FleetAction] {
        guard let line = records[service]?.line, !waiters.isEmpty else { return [] }
        let gone = Set(waiters)
        let left = Deque(line.filter { !gone.contains($0) })
        records[service]?.line = left
        return left.isEmpty && !line.isEmpty ? [.setLine(service, false)] : []
    }

    mutating func failLine(_ service: ServiceName, _ refusal: LeaseRefusal) -> [FleetAction] {
        guard let line = records[service]?.line, !line.isEmpty else { return [] }
        records[service]?.line = []
        return line.map { .refuse($0, refusal) } + [.setLine(service, false)]
    }

    mutating func leave(_ waiter: WaiterID) -> [FleetAction] {
        for name in order {
            guard let record = records[name] else { continue }
            if record.line.contains(waiter) { return leaveLine(name, [waiter]) }
            records[name]?.awaitingEnd.removeAll { $0 == waiter }
        }
        return []
    }

    mutating func awaitEnd(_ waiter: WaiterID, _ service: ServiceName, at now: Moment) -> [FleetAction] {
        guard let record = records[service] else {
            return [.refuse(waiter, LeaseRefusal(.unknownService, "there is no service '\(service)'"))]
        }
        if record.isRouted {
            let message = "'\(service)' has an upstream of its own: it is only routed to, never started or stopped"
            return [.refuse(waiter, LeaseRefusal(.specInvalid, message))]
        }
        records[service]?.awaitingEnd.append(waiter)
        return happened(.stopOrdered, to: service, at: now)
    }

    mutating func confirmEnd(_ service: ServiceName) -> [FleetAction] {
        guard let waiters = records[service]?.awaitingEnd, !waiters.isEmpty else { return [] }
        records[service]?.awaitingEnd = []
        return waiters.map { .confirm($0) }
    }
}
