// Plimsoll
// SPDX-License-Identifier: Apache-2.0

extension WorkerLifecycle {
    /// A worker keeps its id when it is started again, so each watch has a number: an old one's end is not the new run's.
    mutating func watch(_ id: WorkerID) -> WorkerOrder {
        run += 1
        return .watch(id, run: run)
    }

    mutating func stop(_ id: WorkerID, failure: LeaseRefusal?) -> [WorkerOrder] {
        turn += 1
        state = .draining(Draining(phase: .stopping(id), failure: failure))
        return [.note(.stopping(id)), .stop(id, grace: policy.stopTimeout, turn: turn)]
    }

    mutating func fallAsleep() -> [WorkerOrder] {
        state = .asleep
        return [.note(.asleep), .reportAsleep]
    }

    mutating func rest(after failure: LeaseRefusal, at now: Moment) -> [WorkerOrder] {
        failures += 1
        let pause = restAfter(failure)
        var refusal = failure
        refusal.retryAfter = pause
        state = .resting(Rest(until: now + pause, failure: refusal))
        return [.note(.startFailed(refusal, rest: pause)), .failLine(refusal), .reportAsleep]
    }

    /// 1, 2, 4 ... 300 s for a worker that crashes, as systemd's and the kubelet's back-off do; a fixed time for what only
    /// changes when somebody changes something.
    func restAfter(_ failure: LeaseRefusal) -> Duration {
        switch failure.reason {
        case .engineUnavailable: .seconds(1)
        case .imageMissing, .nameTaken, .specInvalid: .seconds(10)
        case .workerCrashed, .startTimedOut, .startFailed, .lineFull, .cancelled, .shuttingDown,
            .unknownService:
            .seconds(min(300, 1 << min(failures - 1, 9)))
        }
    }
}

extension WorkerLifecycle.Rest {
    func refusal(at now: Moment) -> LeaseRefusal {
        var refusal = failure
        refusal.retryAfter = until - now
        return refusal
    }
}
