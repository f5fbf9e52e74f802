// Plimsoll
// SPDX-License-Identifier: Apache-2.0

extension WorkerLifecycle {
    package mutating func handle(_ event: WorkerEvent, at now: Moment) -> [WorkerOrder] {
        switch event {
        case .wanted: wanted(at: now)
        case .startOrdered: startOrdered(at: now)
        case .stopOrdered: stopOrdered(at: now)
        case .launched(let worker, let turn): launched(worker, turn: turn, at: now)
        case .launchFailed(let error, let turn): launchFailed(error, turn: turn, at: now)
        case .listens(let listeners, let turn): listens(at: listeners, turn: turn)
        case .answered(let turn, let epoch): answered(turn: turn, epoch: epoch, at: now)
        case .ended(let worker, let run, let exit, let log):
            run == self.run ? ended(worker, exit, log: log, at: now) : []
        case .unreachable(let worker): unreachable(worker, at: now)
        case .idleGateClosing(let closing): idleGateClosing(closing, at: now)
        case .gateClosed(let worker, let leases): leases == 0 ? emptied(worker, at: now) : []
        case .emptied(let worker): emptied(worker, at: now)
        case .stopped(let turn): stopped(turn: turn, at: now)
        case .stopFailed(let error, let turn): stopFailed(error, turn: turn, at: now)
        case .surveyed(let found): surveyed(found, at: now)
        case .deadlinePassed: deadlinePassed(at: now)
        }
    }

    mutating func deadlinePassed(at now: Moment) -> [WorkerOrder] {
        guard let deadline, deadline <= now else { return [] }
        switch state {
        case .asleep, .paused:
            return []
        case .starting(let start):
            var timeout = StartTimeout(service: service, limit: policy.startTimeout, readiness: policy.readiness)
            switch start.phase {
            case .launching:
                let refusal = timeout.refusal
                state = .draining(Draining(phase: .launching, failure: refusal))
                return [.failLine(refusal)]
            case .probing(let worker, _):
                timeout.asked = worker.endpoint
                timeout.listeners = start.listeners
                let refusal = timeout.refusal
                return [.failLine(refusal)] + stop(worker.id, failure: refusal)
            }
        case .ready(let readied):
            guard let timeout = policy.idleTimeout else { return [] }
            return [.closeIdleGate(readied.worker, unlessUsedSince: Moment(sinceStart: now.sinceStart - timeout))]
        case .resting:
            return fallAsleep()
        case .draining(let draining):
            switch draining.phase {
            case .launching, .stopping: return []
            case .leased(let worker, _): return [.recall(worker)] + stop(worker.id, failure: draining.failure)
            case .stuck(let id, _, _): return stop(id, failure: draining.failure)
            }
        }
    }
}
