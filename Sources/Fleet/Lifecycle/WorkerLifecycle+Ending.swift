// Plimsoll
// SPDX-License-Identifier: Apache-2.0

extension WorkerLifecycle {
    mutating func ended(_ id: WorkerID, _ exit: WorkerExit, log: [String], at now: Moment) -> [WorkerOrder] {
        switch state {
        case .starting(let start):
            guard case .probing(let worker, _) = start.phase, worker.id == id else { return [] }
            if start.hadStood {
                failures = 0
                return [.note(.ended(id, exit))] + fallAsleep()
            }
            return [.note(.ended(id, exit))] + rest(after: LeaseRefusal(crashOf: exit, of: service, log: log), at: now)
        case .ready(let readied):
            guard readied.worker.id == id else { return [] }
            let orders: [WorkerOrder] = [.closeGate(readied.worker), .note(.ended(id, exit))]
            if !readied.hasStood(at: now) {
                return orders
                    + rest(after: LeaseRefusal(crashOf: exit, of: service, hadAnswered: true, log: log), at: now)
            }
            failures = 0
            return orders + fallAsleep()
        case .draining(let draining):
            guard case .leased(let worker, _) = draining.phase, worker.id == id else { return [] }
            return [.note(.ended(id, exit))] + fallAsleep()
        case .paused(let paused):
            return paused == id ? [.note(.ended(id, exit))] + fallAsleep() : []
        case .asleep, .resting:
            return []
        }
    }

    mutating func unreachable(_ worker: LiveWorker, at now: Moment) -> [WorkerOrder] {
        guard case .ready(let readied) = state, readied.worker === worker else { return [] }
        turn += 1
        let launched = LaunchedWorker(id: worker.id, endpoint: worker.endpoint, wasReused: true)
        let hadStood = readied.hasStood(at: now)
        state = .starting(Start(since: now, phase: .probing(launched, since: now), hadStood: hadStood))
        return [.closeGate(worker), .note(.unreachable(worker.id)), .probe(launched, turn: turn)]
    }

    mutating func idleGateClosing(_ closing: IdleClosing, at now: Moment) -> [WorkerOrder] {
        guard case .ready(var readied) = state, let timeout = policy.idleTimeout else { return [] }
        switch closing {
        case .closed:
            failures = 0
            return [.note(.idle(readied.worker.id))] + stop(readied.worker.id, failure: nil)
        case .leased:
            readied.idleCheck = now + timeout
        case .idle(let since):
            readied.idleCheck = since + timeout
        }
        state = .ready(readied)
        return []
    }

    mutating func stopOrdered(at now: Moment) -> [WorkerOrder] {
        switch state {
        case .asleep:
            return [.reportAsleep]
        case .resting:
            failures = 0
            return fallAsleep()
        case .paused(let id):
            return stop(id, failure: nil)
        case .starting(let start):
            let refusal = LeaseRefusal(.startFailed, "an operator stopped the service while it was starting")
            switch start.phase {
            case .launching:
                state = .draining(Draining(phase: .launching, failure: nil))
                return [.failLine(refusal)]
            case .probing(let worker, _):
                return [.failLine(refusal)] + stop(worker.id, failure: nil)
            }
        case .ready(let readied):
            state = .draining(Draining(phase: .leased(readied.worker, until: now + policy.drainTimeout), failure: nil))
            return [.closeGate(readied.worker)]
        case .draining:
            return []
        }
    }

    mutating func emptied(_ worker: LiveWorker, at now: Moment) -> [WorkerOrder] {
        guard case .draining(let draining) = state, case .leased(let leased, _) = draining.phase, leased === worker
        else { return [] }
        return stop(worker.id, failure: draining.failure)
    }

    mutating func stopped(turn: UInt64, at now: Moment) -> [WorkerOrder] {
        guard turn == self.turn, case .draining(let draining) = state else { return [] }
        if let failure = draining.failure { return rest(after: failure, at: now) }
        return fallAsleep()
    }

    mutating func stopFailed(_ error: EngineError, turn: UInt64, at now: Moment) -> [WorkerOrder] {
        guard turn == self.turn, case .draining(var draining) = state, case .stopping(let id) = draining.phase
        else { return [] }
        draining.phase = .stuck(id, error, retryAt: now + .seconds(2))
        state = .draining(draining)
        return [.note(.stopFailed(error)), .failLine(LeaseRefusal(error, retryAfter: .seconds(2)))]
    }
}
