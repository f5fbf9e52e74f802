// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Fleet
import PlimsollTesting
import Testing

struct FleetSupervisorTests {
    @Test func firstRequestStartsTheWorkerAndGetsALease() async throws {
        let harness = SupervisorHarness([SupervisorHarness.service("a")])
        try await harness.run { harness in
            let lease = try await harness.supervisor.lease(for: "a")
            #expect(harness.engine.launches == ["a"])
            #expect(await harness.status(of: "a")?.state == .ready)
            #expect(await harness.status(of: "a")?.inFlight == 1)
            lease.end()
            #expect(await harness.status(of: "a")?.inFlight == 0)
        }
    }

    @Test func fiftyFirstRequestsMakeOneStart() async throws {
        let harness = SupervisorHarness([SupervisorHarness.service("a")])
        try await harness.run { harness in
            try await withThrowingTaskGroup(of: Lease.self) { group in
                for _ in 0..<50 { group.addTask { try await harness.supervisor.lease(for: "a") } }
                for try await lease in group { lease.end() }
            }
            #expect(harness.engine.launches == ["a"])
        }
    }

    @Test func readyWorkerIsEnteredWithoutTheSupervisor() async throws {
        let harness = SupervisorHarness([SupervisorHarness.service("a")])
        try await harness.run { harness in
            try await harness.supervisor.lease(for: "a").end()
            let lease = try #require(harness.supervisor.routes[0].gate.enter())
            lease.end()
        }
    }

    @Test func workerThatCrashesAtStartFailsItsWaitersWithItsLog() async throws {
        let harness = SupervisorHarness([SupervisorHarness.service("a")])
        harness.engine.setBehaviour(of: "a") {
            $0.exitAtStart = WorkerExit(verdict: .exited, status: 3)
            $0.log = ["no module named torch"]
        }
        try await harness.run { harness in
            let refusal = await refusal { try await harness.supervisor.lease(for: "a") }
            #expect(refusal?.reason == .workerCrashed)
            #expect(refusal?.retryAfter == .seconds(1))
            #expect(refusal?.logTail == ["no module named torch"])

            let second = await self.refusal { try await harness.supervisor.lease(for: "a") }
            #expect(second?.reason == .workerCrashed)
            #expect(harness.engine.launches.count == 1, "it rests before the next try")

            harness.engine.setBehaviour(of: "a") { $0.exitAtStart = nil }
            try await harness.advance(until: "rest is over") { await harness.status(of: "a")?.state == .asleep }
            try await harness.supervisor.lease(for: "a").end()
        }
    }

    @Test func restGrowsWithEachFailure() async throws {
        let harness = SupervisorHarness([SupervisorHarness.service("a")])
        harness.engine.setBehaviour(of: "a") { $0.exitAtStart = WorkerExit(verdict: .exited, status: 1) }
        try await harness.run { harness in
            for expected in [1, 2, 4, 8] {
                let refusal = await refusal { try await harness.supervisor.lease(for: "a") }
                #expect(refusal?.retryAfter == .seconds(expected))
                try await harness.advance(by: .milliseconds(500), until: "rest is over") {
                    await harness.status(of: "a")?.state == .asleep
                }
            }
        }
    }

    @Test func workerThatNeverAnswersTimesOutAndIsStopped() async throws {
        let harness = SupervisorHarness([SupervisorHarness.service("a", startTimeout: .seconds(5))])
        harness.engine.setBehaviour(of: "a") { $0.answers = false }
        try await harness.run { harness in
            async let refused = refusal { try await harness.supervisor.lease(for: "a") }
            try await harness.advance(until: "it is stopped") { !harness.engine.stops.isEmpty }
            #expect(await refused?.reason == .startTimedOut)
        }
    }

    @Test func workerThatListensElsewhereIsSaidTo() async throws {
        let harness = SupervisorHarness([SupervisorHarness.service("a", startTimeout: .seconds(5))])
        harness.engine.setBehaviour(of: "a") {
            $0.answers = false
            $0.listeners = [.tcp(host: "127.0.0.1", port: 9000)]
        }
        try await harness.run { harness in
            async let refused = refusal { try await harness.supervisor.lease(for: "a") }
            try await harness.advance(until: "it is stopped") { !harness.engine.stops.isEmpty }
            #expect(await refused?.message.contains("the worker listens at 127.0.0.1:9000") == true)
        }
    }

    @Test func lineIsBounded() async throws {
        let harness = SupervisorHarness([SupervisorHarness.service("a", line: 2)])
        harness.engine.setBehaviour(of: "a") { $0.answers = false }
        try await harness.run { harness in
            let waiting = (0..<2).map { _ in Task { try await harness.supervisor.lease(for: "a") } }
            try await eventually { await harness.status(of: "a")?.waiting == 2 }
            let refusal = await refusal { try await harness.supervisor.lease(for: "a") }
            #expect(refusal?.reason == .lineFull)
            waiting[0].cancel()
            await #expect(throws: LeaseRefusal.self) { try await waiting[0].value }
            #expect(await harness.status(of: "a")?.waiting == 1, "who goes away leaves the line")
            harness.engine.setBehaviour(of: "a") { $0.answers = true }
            try await harness.advance(until: "ready") { await harness.status(of: "a")?.state == .ready }
            try await waiting[1].value.end()
        }
    }

    @Test func idleWorkerIsStoppedAfterTheLastLeaseNotBefore() async throws {
        let harness = SupervisorHarness([SupervisorHarness.service("a", idleTimeout: .seconds(60))])
        try await harness.run { harness in
            let lease = try await harness.supervisor.lease(for: "a")
            for _ in 0..<10 {
                harness.time.advance(by: .seconds(30))
                #expect(await harness.status(of: "a")?.state == .ready)
            }
            lease.end()
            #expect(await harness.status(of: "a")?.sleepsIn == .seconds(60))
            try await harness.advance(by: .seconds(5), until: "asleep") {
                await harness.status(of: "a")?.state == .asleep
            }
            #expect(harness.engine.stops.count == 1)
        }
    }

    @Test func requestDuringTheStopWaitsAndStartsItAgain() async throws {
        let harness = SupervisorHarness([SupervisorHarness.service("a", idleTimeout: .seconds(60))])
        let gate = FakeEngine.StopGate()
        harness.engine.holdStops(gate)
        try await harness.run { harness in
            try await harness.supervisor.lease(for: "a").end()
            try await harness.advance(by: .seconds(5), until: "stopping") {
                await harness.status(of: "a")?.state == .draining
            }
            async let lease = harness.supervisor.lease(for: "a")
            try await eventually { await harness.status(of: "a")?.waiting == 1 }
            gate.open()
            try await lease.end()
            #expect(harness.engine.launches.count == 2)
        }
    }

    @Test func runningWorkersAreAdoptedAndFallAsleep() async throws {
        let harness = SupervisorHarness([SupervisorHarness.service("a", idleTimeout: .seconds(60))])
        let worker = harness.engine.place("a")
        try await harness.run { harness in
            try await eventually { await harness.status(of: "a")?.state == .ready }
            let lease = try await harness.supervisor.lease(for: "a")
            #expect(lease.worker.id == worker)
            lease.end()
            #expect(harness.engine.launches.isEmpty)
            try await harness.advance(by: .seconds(5), until: "asleep") {
                await harness.status(of: "a")?.state == .asleep
            }
        }
    }

    @Test func runningWorkerOfOtherSettingsIsStopped() async throws {
        let harness = SupervisorHarness([SupervisorHarness.service("a")])
        let old = harness.engine.place("a", isCurrent: false)
        try await harness.run { harness in
            try await eventually { harness.engine.stops == [old] }
            let lease = try await harness.supervisor.lease(for: "a")
            #expect(lease.worker.id != old)
            lease.end()
        }
    }

    @Test func workerOfNoServiceIsRemoved() async throws {
        let harness = SupervisorHarness([SupervisorHarness.service("a")])
        let orphan = harness.engine.place("gone")
        try await harness.run { harness in
            try await eventually { harness.engine.removals == [orphan] }
        }
    }

    @Test func workerThatDiesIsStartedByTheNextRequest() async throws {
        let harness = SupervisorHarness([SupervisorHarness.service("a")])
        try await harness.run { harness in
            let first = try await harness.supervisor.lease(for: "a")
            harness.time.advance(by: .seconds(5))
            harness.engine.end(first.worker.id, WorkerExit(verdict: .oomKilled, status: 137))
            try await eventually { await harness.status(of: "a")?.state == .asleep }
            first.end()
            let second = try await harness.supervisor.lease(for: "a")
            #expect(second.worker.epoch != first.worker.epoch)
            second.end()
            #expect(await harness.status(of: "a")?.oomKills == 1)
        }
    }

    @Test func readyWorkersServeWhileTheEngineIsAwayAndColdOnesAreRefused() async throws {
        let harness = SupervisorHarness([SupervisorHarness.service("warm"), SupervisorHarness.service("cold")])
        try await harness.run { harness in
            try await harness.supervisor.lease(for: "warm").end()
            harness.engine.setUnavailable(EngineError(.unavailable, "nobody answers"))
            try await harness.supervisor.lease(for: "warm").end()
            let refusal = await refusal { try await harness.supervisor.lease(for: "cold") }
            #expect(refusal?.reason == .engineUnavailable)
            #expect(await harness.supervisor.status().engineTrouble == "nobody answers")
            harness.engine.setUnavailable(nil)
            try await harness.advance(until: "rest is over") { await harness.status(of: "cold")?.state == .asleep }
            try await harness.supervisor.lease(for: "cold").end()
            try await eventually { await harness.supervisor.status().engineTrouble == nil }
        }
    }

    @Test func unreachableWorkerIsProbedAgain() async throws {
        let harness = SupervisorHarness([SupervisorHarness.service("a")])
        try await harness.run { harness in
            let lease = try await harness.supervisor.lease(for: "a")
            harness.supervisor.reportUnreachable(lease.worker)
            lease.end()
            try await eventually {
                guard let again = harness.supervisor.routes[0].gate.enter() else { return false }
                again.end()
                return again.worker.epoch != lease.worker.epoch && again.worker.id == lease.worker.id
            }
        }
    }

    @Test func operatorStopsAndStarts() async throws {
        let harness = SupervisorHarness([SupervisorHarness.service("a")])
        try await harness.run { harness in
            try await harness.supervisor.start("a")
            #expect(await harness.status(of: "a")?.state == .ready)
            try await harness.supervisor.stop("a")
            #expect(await harness.status(of: "a")?.state == .asleep)
            await #expect(throws: LeaseRefusal.self) { try await harness.supervisor.start("nobody") }
        }
    }

    @Test func pausedServiceIsWokenByTheNextRequest() async throws {
        let harness = SupervisorHarness([SupervisorHarness.service("a")])
        try await harness.run { harness in
            let lease = try await harness.supervisor.lease(for: "a")
            lease.end()
            harness.engine.pause(lease.worker.id)
            try await harness.advance(until: "paused") { await harness.status(of: "a")?.state == .paused }
            let again = try await harness.supervisor.lease(for: "a")
            #expect(again.worker.id == lease.worker.id)
            again.end()
        }
    }

    @Test func concurrencyHoldsTheRestInLine() async throws {
        let harness = SupervisorHarness([SupervisorHarness.service("a", concurrency: 1)])
        try await harness.run { harness in
            let first = try await harness.supervisor.lease(for: "a")
            async let second = harness.supervisor.lease(for: "a")
            try await eventually { await harness.status(of: "a")?.waiting == 1 }
            first.end()
            try await second.end()
            try await eventually { await harness.status(of: "a")?.waiting == 0 }
        }
    }

    @Test func closingRefusesTheLineAndMayStopTheWorkers() async throws {
        let harness = SupervisorHarness([SupervisorHarness.service("a"), SupervisorHarness.service("b")])
        harness.engine.setBehaviour(of: "b") { $0.answers = false }
        try await harness.run { harness in
            try await harness.supervisor.lease(for: "a").end()
            async let refused = refusal { try await harness.supervisor.lease(for: "b") }
            try await eventually { await harness.status(of: "b")?.waiting == 1 }
            await harness.supervisor.close(stopsWorkers: true)
            #expect(await refused?.reason == .shuttingDown)
            #expect(harness.engine.runningWorkers().isEmpty)
        }
    }

    private func refusal(_ body: () async throws -> Lease) async -> LeaseRefusal? {
        do {
            _ = try await body()
            return nil
        } catch {
            return error as? LeaseRefusal
        }
    }
}
