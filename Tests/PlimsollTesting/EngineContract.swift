// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Capacity
internal import Fleet
internal import Testing

/// The behaviours every engine keeps, checked through its port alone. `EngineContractCheck` names and runs them.
struct EngineContract<Harness: EngineContractHarness>: Sendable {
    let harness: Harness

    func checkStartedWorkerAnswers() async throws {
        let engine = try await harness.makeEngine()
        let service = harness.service("answering", .answers)
        let worker = try await engine.launch(service)
        #expect(!worker.wasReused)
        #expect(!worker.parts.isEmpty)
        try await answer(from: worker.endpoint)
        let found = try await engine.workers(of: [service])
        #expect(
            found == [
                FoundWorker(id: worker.id, service: service.name, condition: .running(worker.endpoint), isCurrent: true)
            ]
        )
    }

    func checkReuse() async throws {
        let engine = try await harness.makeEngine()
        let service = harness.service("reused", .answers)
        let first = try await engine.launch(service)
        let second = try await engine.launch(service)
        #expect(second.id == first.id)
        #expect(second.endpoint == first.endpoint)
        #expect(second.wasReused)
    }

    func checkSecondStart() async throws {
        let engine = try await harness.makeEngine()
        let service = harness.service("again", .answers)
        let first = try await engine.launch(service)
        try await answer(from: first.endpoint)
        try await engine.stop(first.id, grace: .seconds(10))
        let second = try await engine.launch(service)
        try await answer(from: second.endpoint)
        #expect(try await engine.workers(of: [service]).map(\.id) == [second.id])
    }

    func checkReplacement() async throws {
        let engine = try await harness.makeEngine()
        var service = harness.service("changed", .answers)
        let old = try await engine.launch(service)
        service.environment["MADE_FOR"] = "the second worker"
        #expect(try await engine.workers(of: [service]).map(\.isCurrent) == [false])
        let new = try await engine.launch(service)
        #expect(new.id != old.id)
        #expect(!new.wasReused)
        try await answer(from: new.endpoint)
        let found = try await engine.workers(of: [service])
        #expect(found.map(\.id) == [new.id])
        #expect(found.map(\.isCurrent) == [true])
    }

    func checkStop() async throws {
        let engine = try await harness.makeEngine()
        let service = harness.service("stopping", .answers)
        let worker = try await engine.launch(service)
        try await answer(from: worker.endpoint)
        try await engine.stop(worker.id, grace: .seconds(10))
        #expect(await !harness.answers(worker.endpoint))
        #expect(try await isStopped(worker.id, in: engine, service))
        #expect(try await engine.usage(of: worker.id) == nil)
        try await engine.stop(worker.id, grace: .seconds(10))
    }

    func checkGrace() async throws {
        let engine = try await harness.makeEngine()
        let service = harness.service("stubborn", .ignoresTermination)
        let worker = try await engine.launch(service)
        try await answer(from: worker.endpoint)
        let began = ContinuousClock.now
        try await engine.stop(worker.id, grace: .seconds(1))
        let took = ContinuousClock.now - began
        #expect(took >= .milliseconds(900))
        #expect(took < .seconds(8))
        let exit = try await engine.exit(of: worker.id)
        #expect(exit == WorkerExit(verdict: .killed, status: 137))
    }

    func checkRemoval() async throws {
        let engine = try await harness.makeEngine()
        let service = harness.service("removed", .answers)
        let worker = try await engine.launch(service)
        try await engine.stop(worker.id, grace: .zero)
        try await engine.remove(worker.id)
        try await engine.remove(worker.id)
        #expect(try await engine.workers(of: [service]).isEmpty)
        #expect(try await harness.makeEngine().workers(of: [service]).isEmpty)
        try await engine.stop(worker.id, grace: .zero)
    }

    func checkUnknownWorker() async throws {
        let engine = try await harness.makeEngine()
        let unknown = WorkerID("1-1")
        try await engine.stop(unknown, grace: .zero)
        try await engine.remove(unknown)
        #expect(try await engine.exit(of: unknown) == WorkerExit(verdict: .lost, status: nil))
        #expect(try await engine.usage(of: unknown) == nil)
        let error = await #expect(throws: EngineError.self) { try await engine.log(of: unknown, lines: 5) }
        #expect(error?.reason == .gone)
    }

    func checkUndeclared() async throws {
        let engine = try await harness.makeEngine()
        let worker = try await engine.launch(harness.service("undeclared", .answers))
        let found = try await engine.workers(of: [])
        #expect(found.map(\.id) == [worker.id])
        #expect(found.map(\.service) == ["undeclared"])
    }

    func checkRefusal() async throws {
        let engine = try await harness.makeEngine()
        let (service, reason) = harness.impossibleService("impossible")
        let obstacles = try await engine.prepare([service]) { _ in }
        #expect(obstacles[service.name]?.reason == reason)
        let error = await #expect(throws: EngineError.self) { try await engine.launch(service) }
        #expect(error?.reason == reason)
        #expect(error?.message.isEmpty == false)
        #expect(try await engine.workers(of: [service]).isEmpty)
    }

    func answer(from endpoint: Endpoint) async throws {
        try await eventually("an answer from \(endpoint)", within: .seconds(30)) { await harness.answers(endpoint) }
    }

    func isStopped(
        _ worker: WorkerID,
        in engine: any ContainerEngine,
        _ service: ServiceDefinition
    ) async throws -> Bool {
        let found = try await engine.workers(of: [service]).first { $0.id == worker }
        // An engine may remove what it stopped.
        guard let found else { return true }
        if case .stopped = found.condition { return true }
        return false
    }
}
