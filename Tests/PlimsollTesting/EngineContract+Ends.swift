// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Capacity
internal import Fleet
internal import Testing

/// How workers end, what is told of it, and what they leave.
extension EngineContract {
    func checkExitStatus() async throws {
        let engine = try await harness.makeEngine()
        let worker = try await engine.launch(harness.service("failing", .exits(3)))
        let exit = try await engine.exit(of: worker.id)
        #expect(exit == WorkerExit(verdict: .exited, status: 3))
        // Asked again, it still knows.
        #expect(try await engine.exit(of: worker.id) == exit)
    }

    func checkKill() async throws {
        let engine = try await harness.makeEngine()
        let worker = try await engine.launch(harness.service("killed", .answers))
        try await answer(from: worker.endpoint)
        try await harness.killFromOutside(worker.id)
        #expect(try await engine.exit(of: worker.id) == WorkerExit(verdict: .killed, status: 137))
    }

    func checkMemoryKill() async throws {
        let engine = try await harness.makeEngine()
        let worker = try await engine.launch(harness.service("greedy", .exceeds(allowance: .mebibytes(64))))
        #expect(try await engine.exit(of: worker.id) == WorkerExit(verdict: .oomKilled, status: 137))
    }

    func checkLog() async throws {
        let engine = try await harness.makeEngine()
        let worker = try await engine.launch(harness.service("writing", .writes(["one", "two", "three ü"])))
        try await answer(from: worker.endpoint)
        try await eventually("its lines") { try await engine.log(of: worker.id, lines: 100).contains("three ü") }
        #expect(try await engine.log(of: worker.id, lines: 2) == ["two", "three ü"])
        #expect(try await engine.log(of: worker.id, lines: 0).isEmpty)
        // They outlive the worker, until it is removed.
        try await engine.stop(worker.id, grace: .seconds(10))
        #expect(try await engine.log(of: worker.id, lines: 100).prefix(3) == ["one", "two", "three ü"])
    }

    func checkAdoption() async throws {
        let service = harness.service("adopted", .answers)
        let worker = try await harness.makeEngine().launch(service)
        try await answer(from: worker.endpoint)
        let next = try await harness.makeEngine()
        let found = try await next.workers(of: [service])
        #expect(
            found == [
                FoundWorker(id: worker.id, service: service.name, condition: .running(worker.endpoint), isCurrent: true)
            ]
        )
        let again = try await next.launch(service)
        #expect(again.id == worker.id)
        #expect(again.wasReused)
        #expect(await harness.answers(worker.endpoint))
        try await next.stop(worker.id, grace: .seconds(10))
        #expect(await !harness.answers(worker.endpoint))
    }

    func checkEndedAdoption() async throws {
        let service = harness.service("ended", .exits(3))
        let engine = try await harness.makeEngine()
        let worker = try await engine.launch(service)
        let exit = try await engine.exit(of: worker.id)
        let found = try await harness.makeEngine().workers(of: [service])
        #expect(found.map(\.id) == [worker.id])
        #expect(found.map(\.condition) == [.stopped(exit)])
    }

    func checkCancellation() async throws {
        let engine = try await harness.makeEngine()
        let worker = try await engine.launch(harness.service("awaited", .answers))
        try await answer(from: worker.endpoint)
        let began = ContinuousClock.now
        let waiting = Task { try await engine.exit(of: worker.id) }
        waiting.cancel()
        let outcome = await waiting.result
        #expect(throws: EngineError.self) { try outcome.get() }
        #expect(ContinuousClock.now - began < .seconds(5))
        #expect(await harness.answers(worker.endpoint))
    }

    func checkUsage() async throws {
        let engine = try await harness.makeEngine()
        var service = harness.service("measured", .answers)
        service.limits.memory = .mebibytes(256)
        let worker = try await engine.launch(service)
        try await answer(from: worker.endpoint)
        let usage = try #require(try await engine.usage(of: worker.id))
        #expect(usage.memoryLimit == .mebibytes(256))
        let memory = try #require(usage.memory)
        #expect(memory > .zero)
        #expect(memory < .mebibytes(256))
        #expect(usage.cpuTime ?? .seconds(1) > .zero)
    }

    func checkHint() async throws {
        let engine = try await harness.makeEngine()
        let service = harness.service("hinted", .answers)
        let worker = try await engine.launch(service)
        try await answer(from: worker.endpoint)
        let hints = engine.hints()
        let hinted = Task {
            for await hint in hints where hint == .changed {
                if try await isStopped(worker.id, in: engine, service) { return true }
            }
            return false
        }
        // An engine may only now be connecting to the source of its hints: one that is lost is no broken promise.
        try await engine.stop(worker.id, grace: .seconds(10))
        let deadline = Task {
            try await Task.sleep(for: .seconds(20))
            hinted.cancel()
        }
        #expect(try await hinted.value)
        deadline.cancel()
    }
}
