// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Docker
internal import Fleet
internal import Foundation
internal import PlimsollTesting
internal import Testing

/// The engine dies, hangs and comes back. Each test has one of its own.
@Suite(.serialized) struct CrashingEngineTests {
    private func withEngine(_ options: [String] = [], _ body: (DockerFixture) async throws -> Void) async throws {
        let docker = try await PrivateDocker.start(options: options)
        let outcome: Result<Void, any Error>
        do {
            outcome = .success(try await DockerFixture.run(on: docker, body))
        } catch {
            outcome = .failure(error)
        }
        try await docker.stop()
        try outcome.get()
    }

    @Test func workerSurvivesAnEngineThatKeepsItAlive() async throws {
        try await withEngine(["--live-restore"]) { fixture in
            let service = try await fixture.python("survivor", PythonScripts.answers)
            let worker = try await fixture.launch(service)
            try await fixture.answers(worker)
            let exit = Task { try await fixture.engine.exit(of: worker.id) }
            let hints = Hints(fixture.engine)
            defer { hints.stop() }

            try fixture.docker.kill()
            // Requests to it need no engine; a launch says at once that there is none.
            try await fixture.answers(worker)
            let start = ContinuousClock.now
            let error = await #expect(throws: EngineError.self) { try await fixture.engine.launch(service) }
            #expect(error?.reason == .unavailable)
            #expect(ContinuousClock.now - start < .seconds(2))
            try await eventually("the loss") { hints.hasLostTheEngine }

            try await fixture.docker.bringBack()
            try await eventually("the return", within: .seconds(30)) { hints.heard.contains(.back) }
            let again = try await fixture.engine.launch(service)
            #expect(again.id == worker.id)
            #expect(again.endpoint == worker.endpoint)
            // Whoever waited for its end through all this still hears of it.
            try await fixture.engine.stop(worker.id, grace: .seconds(5))
            #expect(try await exit.value == WorkerExit(verdict: .exited, status: 0))
        }
    }

    @Test func workerThatDiesWithItsEngineIsKilledAndNotOutOfMemory() async throws {
        try await withEngine { fixture in
            let service = try await fixture.python("victim", PythonScripts.answers)
            let worker = try await fixture.launch(service)
            let exit = Task { try await fixture.engine.exit(of: worker.id) }
            try fixture.docker.kill()
            try await fixture.docker.bringBack()
            let ended = try await exit.value
            #expect(ended.verdict == .killed || ended.verdict == .exited)
            let again = try await fixture.engine.launch(service)
            try await fixture.answers(again)
            #expect(try await fixture.engine.workers(of: [service]).filter { $0.service == service.name }.count == 1)
        }
    }

    @Test func engineThatHangsIsFoundOutAndForgiven() async throws {
        try await withEngine { fixture in
            let service = try await fixture.python("patient", PythonScripts.answers)
            let worker = try await fixture.launch(service)
            try await fixture.answers(worker)
            let hints = Hints(fixture.engine)
            defer { hints.stop() }

            try fixture.docker.freeze()
            let start = ContinuousClock.now
            let error = await #expect(throws: EngineError.self) { try await fixture.engine.launch(service) }
            #expect(error?.reason == .timedOut)
            #expect(ContinuousClock.now - start < .seconds(2))
            try await fixture.answers(worker)
            try await eventually("the loss", within: .seconds(20)) { hints.hasLostTheEngine }

            try fixture.docker.thaw()
            try await eventually("the return", within: .seconds(30)) { hints.heard.contains(.back) }
            #expect(try await fixture.engine.launch(service).id == worker.id)
        }
    }

    /// Killed at any moment of a create or start, the engine leaves half-made containers and orphan tasks.
    @Test func engineKilledInTheMiddleOfAStartLeavesNoSecondWorker() async throws {
        try await withEngine(["--live-restore"]) { fixture in
            for (round, delay) in [5, 15, 25, 40, 60, 80, 120, 200].enumerated() {
                let service = try await fixture.python("cut\(round)", PythonScripts.answers) { service, _ in
                    service.environment["ROUND"] = "\(fixture.prefix)-\(round)"
                }
                _ = try await fixture.engine.prepare([service]) { _ in }
                let launch = Task { try? await fixture.engine.launch(service) }
                let moment = ContinuousClock.now + .milliseconds(delay)
                try await eventually("the moment") { ContinuousClock.now >= moment }
                try fixture.docker.kill()
                _ = await launch.value
                try await fixture.docker.bringBack()

                let worker = try await fixture.engine.launch(service)
                try await fixture.answers(worker)
                #expect(
                    try await fixture.engine.workers(of: [service]).filter { $0.service == service.name }.count == 1
                )
                #expect(try processes(with: "ROUND=\(fixture.prefix)-\(round)") == 1, "killed after \(delay) ms")
            }
        }
    }

    /// How many processes of the machine have this in their environment.
    private func processes(with variable: String) throws -> Int {
        try FileManager.default.contentsOfDirectory(atPath: "/proc").filter { entry in
            guard Int(entry) != nil, let data = FileManager.default.contents(atPath: "/proc/\(entry)/environ") else {
                return false
            }
            return data.split(separator: 0).contains { String(decoding: $0, as: UTF8.self) == variable }
        }.count
    }
}
