// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Fleet
import Testing

struct WorkerLifecycleTests {
    private let id = WorkerID("w")
    private let launched = LaunchedWorker(id: WorkerID("w"), endpoint: .tcp(host: "127.0.0.1", port: 1))

    private func lifecycle(idleTimeout: Duration? = .seconds(60)) -> WorkerLifecycle {
        let service = ServiceDefinition(
            name: "a",
            workload: .process(ProcessSpec(command: ["x"])),
            idleTimeout: idleTimeout,
            startTimeout: .seconds(20)
        )
        return WorkerLifecycle(service: "a", policy: WorkerLifecycle.Policy(service))
    }

    private func at(_ seconds: Int) -> Moment { Moment(sinceStart: .seconds(seconds)) }

    /// A lifecycle that is ready since second 0, and its worker.
    private func readied(idleTimeout: Duration? = .seconds(60)) throws -> (WorkerLifecycle, LiveWorker) {
        var lifecycle = lifecycle(idleTimeout: idleTimeout)
        _ = lifecycle.handle(.wanted, at: at(0))
        _ = lifecycle.handle(.launched(launched, turn: 1), at: at(0))
        let orders = lifecycle.handle(.answered(turn: 1, epoch: 1), at: at(0))
        guard case .openGate(let worker) = orders.first else { throw Unexpected(orders) }
        return (lifecycle, worker)
    }

    struct Unexpected: Error {
        let orders: String
        init(_ orders: [WorkerOrder]) { self.orders = "\(orders)" }
    }

    @Test func wantingTwiceLaunchesOnce() {
        var lifecycle = lifecycle()
        #expect(lifecycle.handle(.wanted, at: at(0)).count { if case .launch = $0 { true } else { false } } == 1)
        #expect(lifecycle.handle(.wanted, at: at(1)).isEmpty)
    }

    @Test func answersOfAnOlderTurnAreVoid() {
        var lifecycle = lifecycle()
        _ = lifecycle.handle(.wanted, at: at(0))
        #expect(lifecycle.handle(.launched(launched, turn: 7), at: at(0)).isEmpty)
        #expect(lifecycle.handle(.answered(turn: 7, epoch: 1), at: at(0)).isEmpty)
        #expect(lifecycle.handle(.launchFailed(EngineError(.broken, "x"), turn: 7), at: at(0)).isEmpty)
    }

    @Test func endOfAnEarlierRunOfTheSameWorkerIsNotThisOnes() throws {
        var (lifecycle, worker) = try readied()
        _ = lifecycle.handle(.idleGateClosing(.closed), at: at(60))
        _ = lifecycle.handle(.stopped(turn: 2), at: at(61))
        _ = lifecycle.handle(.wanted, at: at(62))
        _ = lifecycle.handle(.launched(launched, turn: 3), at: at(62))
        let exit = WorkerExit(verdict: .killed, status: 143)
        #expect(lifecycle.handle(.ended(worker.id, run: 1, exit, log: []), at: at(62)).isEmpty)
        #expect(!lifecycle.handle(.ended(worker.id, run: 2, exit, log: []), at: at(62)).isEmpty)
    }

    @Test func startGivenUpIsStoppedWhenTheEngineFinishesItLate() {
        var lifecycle = lifecycle()
        _ = lifecycle.handle(.wanted, at: at(0))
        let failed = lifecycle.handle(.deadlinePassed, at: at(20))
        #expect(
            failed.contains { if case .failLine(let refusal) = $0 { refusal.reason == .startTimedOut } else { false } }
        )
        let late = lifecycle.handle(.launched(launched, turn: 1), at: at(30))
        #expect(late.contains { if case .stop = $0 { true } else { false } })
    }

    @Test func idleCheckFollowsTheLastUse() throws {
        var (lifecycle, _) = try readied()
        #expect(lifecycle.deadline == at(60))
        _ = lifecycle.handle(.idleGateClosing(.idle(since: at(50))), at: at(60))
        #expect(lifecycle.deadline == at(110))
        _ = lifecycle.handle(.idleGateClosing(.leased), at: at(110))
        #expect(lifecycle.deadline == at(170))
    }

    @Test func serviceWithoutIdleTimeoutNeverSleeps() throws {
        let (lifecycle, _) = try readied(idleTimeout: nil)
        #expect(lifecycle.deadline == nil)
    }

    @Test func orderedStopWaitsForLeasesButNotForEver() throws {
        var (lifecycle, worker) = try readied()
        _ = lifecycle.handle(.stopOrdered, at: at(10))
        #expect(lifecycle.handle(.gateClosed(worker, leases: 2), at: at(10)).isEmpty)
        #expect(lifecycle.deadline == at(40))
        let orders = lifecycle.handle(.deadlinePassed, at: at(40))
        #expect(orders.contains { if case .stop = $0 { true } else { false } })
        // Leases without an end of their own hear of it before.
        #expect(orders.first.map { if case .recall(let told) = $0 { told === worker } else { false } } == true)
    }

    @Test func stopThatFailsIsTriedAgainAndColdRequestsAreRefusedMeanwhile() throws {
        var (lifecycle, _) = try readied()
        _ = lifecycle.handle(.idleGateClosing(.closed), at: at(60))
        _ = lifecycle.handle(.stopFailed(EngineError(.unavailable, "away"), turn: 2), at: at(61))
        let refused = lifecycle.handle(.wanted, at: at(61))
        #expect(
            refused.contains {
                if case .failLine(let refusal) = $0 { refusal.reason == .engineUnavailable } else { false }
            }
        )
        let retried = lifecycle.handle(.deadlinePassed, at: at(63))
        #expect(retried.contains { if case .stop = $0 { true } else { false } })
    }

    @Test func workerRestartedElsewhereGetsNewConnections() throws {
        var (lifecycle, worker) = try readied()
        let moved = FoundWorker(
            id: id,
            service: "a",
            condition: .running(.tcp(host: "127.0.0.1", port: 2)),
            isCurrent: true
        )
        let orders = lifecycle.handle(.surveyed(moved), at: at(5))
        #expect(orders.contains { if case .closeGate(let closed) = $0 { closed === worker } else { false } })
        #expect(orders.contains { if case .probe = $0 { true } else { false } })
    }

    @Test func workerThatVanishedIsAsleepAgain() throws {
        var (lifecycle, _) = try readied()
        _ = lifecycle.handle(.surveyed(nil), at: at(5))
        guard case .asleep = lifecycle.state else {
            Issue.record("it is \(lifecycle.state)")
            return
        }
    }

    /// A request may find its port closed before anybody knows of its end.
    @Test func workerThatServedAndDiedIsNoFailedStart() throws {
        var (lifecycle, worker) = try readied()
        _ = lifecycle.handle(.unreachable(worker), at: at(5))
        let orders = lifecycle.handle(
            .ended(worker.id, run: 1, WorkerExit(verdict: .oomKilled, status: 137), log: []),
            at: at(5)
        )
        #expect(!orders.contains { if case .failLine = $0 { true } else { false } })
        guard case .asleep = lifecycle.state else {
            Issue.record("it is \(lifecycle.state)")
            return
        }
    }
}
