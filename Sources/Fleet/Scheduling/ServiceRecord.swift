// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import DequeModule

/// One service as the fleet knows it: its worker's life, its line, and its history in numbers.
struct ServiceRecord: Sendable {
    let definition: ServiceDefinition
    var lifecycle: WorkerLifecycle
    var line: Deque<WaiterID> = []
    /// Operators who wait for the worker's end.
    var awaitingEnd: [WaiterID] = []
    /// Grows with everything that happens to the worker: what was seen of it before is then out of date.
    var revision: UInt64 = 0
    var stateSince: Moment
    var condition = EngineCondition.notCreated
    /// Starts that became necessary because the worker before had ended by itself.
    var restarts = 0
    private var hasEndedByItself = false
    var lastWorker: WorkerID?
    var lastStart: [StartPart] = []
    var lastExit: WorkerExit?
    var trouble: String?
    var finishedOOMKills = 0
    var currentOOMKills = 0

    var isRouted: Bool {
        if case .upstream = definition.workload { true } else { false }
    }

    init(_ definition: ServiceDefinition, at now: Moment) {
        self.definition = definition
        lifecycle = WorkerLifecycle(service: definition.name, policy: WorkerLifecycle.Policy(definition))
        stateSince = now
    }

    /// Keeps what a change says, for reports.
    mutating func note(_ change: WorkerChange) {
        switch change {
        case .starting:
            if hasEndedByItself { restarts += 1 }
            hasEndedByItself = false
        case .adopted(_):
            condition = .running
        case .ready(_, let parts):
            lastStart = parts
            trouble = nil
            condition = .running
        case .startFailed(let refusal, _):
            trouble = refusal.message
        case .stopFailed(let error):
            trouble = error.message
        case .ended(_, let exit):
            lastExit = exit
            hasEndedByItself = true
            condition = .exited
            if exit.verdict == .oomKilled {
                currentOOMKills = max(currentOOMKills, 1)
                trouble = "the kernel killed its worker for want of memory; raise mem_limit"
            }
            retireOOMKills()
        case .asleep:
            if condition == .running || condition == .paused { condition = .exited }
            retireOOMKills()
        case .paused:
            condition = .paused
        case .unreachable, .idle, .stopping, .outdated:
            break
        }
    }

    private mutating func retireOOMKills() {
        finishedOOMKills += currentOOMKills
        currentOOMKills = 0
    }

    var state: ServiceState {
        if isRouted { return .routed }
        return switch lifecycle.state {
        case .asleep: .asleep
        case .starting: .starting
        case .ready: .ready
        case .paused: .paused
        case .draining: .draining
        case .resting: .resting
        }
    }

    /// The worker that is ready, if one is.
    var liveWorker: LiveWorker? {
        if case .ready(let readied) = lifecycle.state { readied.worker } else { nil }
    }
}
