// Plimsoll
// SPDX-License-Identifier: Apache-2.0

extension WorkerLifecycle {
    mutating func surveyed(_ found: FoundWorker?, at now: Moment) -> [WorkerOrder] {
        switch state {
        case .asleep, .resting:
            guard let found else { return [] }
            return settle(with: found, at: now)
        case .paused(let id):
            guard let found, found.id == id else { return fallAsleep() }
            if case .paused = found.condition { return [] }
            state = .asleep
            return settle(with: found, at: now)
        case .ready(let readied):
            return surveyed(found, whileReady: readied, at: now)
        case .starting, .draining:
            // Their own orders tell what becomes of it.
            return []
        }
    }

    mutating func surveyed(
        _ found: FoundWorker?,
        whileReady readied: Readied,
        at now: Moment
    ) -> [WorkerOrder] {
        let worker = readied.worker
        guard let found, found.id == worker.id else {
            let gone = ended(worker.id, WorkerExit(verdict: .lost, status: nil), log: [], at: now)
            guard let found else { return gone }
            return gone + surveyed(found, at: now)
        }
        switch found.condition {
        case .running(let endpoint):
            guard let endpoint, endpoint != worker.endpoint else { return [] }
            // Somebody restarted it: whatever has its old address now is not ours.
            state = .asleep
            return [.closeGate(worker)] + settle(with: found, at: now)
        case .paused:
            state = .paused(worker.id)
            return [.closeGate(worker), .note(.paused(worker.id))]
        case .stopped(let exit):
            return ended(worker.id, exit ?? WorkerExit(verdict: .lost, status: nil), log: [], at: now)
        case .created:
            return ended(worker.id, WorkerExit(verdict: .lost, status: nil), log: [], at: now)
        }
    }

    /// Takes over what was found while nothing was wanted of it.
    mutating func settle(with found: FoundWorker, at now: Moment) -> [WorkerOrder] {
        switch found.condition {
        case .created, .stopped:
            return []
        case .paused:
            state = .paused(found.id)
            return [watch(found.id), .note(.paused(found.id))]
        case .running(let endpoint):
            guard found.isCurrent, let endpoint else {
                return [.note(.outdated(found.id))] + stop(found.id, failure: nil)
            }
            turn += 1
            let worker = LaunchedWorker(id: found.id, endpoint: endpoint, wasReused: true)
            state = .starting(Start(since: now, phase: .probing(worker, since: now)))
            return [.note(.adopted(found.id)), watch(found.id), .probe(worker, turn: turn)]
        }
    }
}
