// Plimsoll
// SPDX-License-Identifier: Apache-2.0

extension WorkerLifecycle {
    mutating func wanted(at now: Moment) -> [WorkerOrder] {
        switch state {
        case .asleep, .paused:
            turn += 1
            state = .starting(Start(since: now, phase: .launching))
            return [.note(.starting), .launch(turn: turn)]
        case .resting(let rest):
            return [.failLine(rest.refusal(at: now))]
        case .draining(let draining):
            // Without the engine the next start cannot follow soon: waiting would be in vain.
            guard case .stuck(_, let error, let retryAt) = draining.phase else { return [] }
            return [.failLine(LeaseRefusal(error, retryAfter: retryAt - now))]
        case .ready:
            return [.serveLine]
        case .starting:
            return []
        }
    }

    mutating func startOrdered(at now: Moment) -> [WorkerOrder] {
        if case .resting = state {
            failures = 0
            state = .asleep
        }
        return wanted(at: now)
    }

    mutating func launched(_ worker: LaunchedWorker, turn: UInt64, at now: Moment) -> [WorkerOrder] {
        guard turn == self.turn else { return [] }
        switch state {
        case .starting(var start):
            start.phase = .probing(worker, since: now)
            state = .starting(start)
            return [watch(worker.id), .probe(worker, turn: turn)]
        case .draining(let draining):
            return stop(worker.id, failure: draining.failure)
        case .asleep, .ready, .paused, .resting:
            return []
        }
    }

    mutating func launchFailed(_ error: EngineError, turn: UInt64, at now: Moment) -> [WorkerOrder] {
        guard turn == self.turn else { return [] }
        switch state {
        case .starting:
            return rest(after: LeaseRefusal(error, retryAfter: nil), at: now)
        case .draining(let draining):
            if let failure = draining.failure { return rest(after: failure, at: now) }
            return fallAsleep()
        case .asleep, .ready, .paused, .resting:
            return []
        }
    }

    /// Nothing follows from it but what is said if the start fails.
    mutating func listens(at listeners: [Endpoint], turn: UInt64) -> [WorkerOrder] {
        guard turn == self.turn, case .starting(var start) = state else { return [] }
        start.listeners = listeners
        state = .starting(start)
        return []
    }

    mutating func answered(turn: UInt64, epoch: UInt64, at now: Moment) -> [WorkerOrder] {
        guard turn == self.turn, case .starting(let start) = state, case .probing(let launched, let since) = start.phase
        else { return [] }
        let times = StartTimes(engine: since - start.since, answer: now - since)
        let worker = LiveWorker(
            service: service,
            id: launched.id,
            endpoint: launched.endpoint,
            epoch: epoch,
            start: times
        )
        state = .ready(Readied(worker: worker, since: now, idleCheck: policy.idleTimeout.map { now + $0 }))
        let parts = launched.parts + [StartPart("answer", now - since), StartPart("total", now - start.since)]
        return [.openGate(worker), .note(.ready(launched.id, parts: parts)), .serveLine]
    }
}
