// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Capacity
internal import Fleet
internal import PlimsollTesting
internal import Testing

@testable import Docker

/// The two witnesses that are asked where the engine's flag says nothing.
struct MemoryKillWatchTests {
    /// Takes more than it may as soon as it is told to.
    private static let waiting = """
        import signal
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR1])
        print('waits', flush=True)
        signal.sigwait([signal.SIGUSR1])
        hog = [bytearray(b'x') * (4 << 20) for _ in range(100)]
        """

    private func witnesses(
        _ end: (DockerFixture, LaunchedWorker) async throws -> Void
    ) async throws -> (watch: Bool, events: Bool) {
        var seen = (watch: false, events: false)
        try await DockerFixture.run { fixture in
            let service = try await fixture.python("witnessed", Self.waiting) { service, _ in
                service.limits.memory = .mebibytes(32)
            }
            let worker = try await fixture.launch(service)
            let id = try #require(ContainerID(worker.id.text))
            let watch = try #require(MemoryKillWatch(of: id, try await fixture.engine.api.container(id)?.state))
            try await eventually("it waits") { try await fixture.engine.log(of: worker.id, lines: 9).contains("waits") }
            try await end(fixture, worker)
            #expect(try await fixture.engine.exit(of: worker.id).status == 137)
            let state = try #require(try await fixture.engine.api.container(id)?.state)
            seen = (await watch.sawShortage(isLikely: true), try await fixture.engine.api.toldOfShortage(id, in: state))
        }
        return seen
    }

    @Test func kernelTellsOfAKillForWantOfMemory() async throws {
        let seen = try await witnesses { fixture, worker in
            try await fixture.probe.call("POST", "/containers/\(worker.id)/kill?signal=USR1")
        }
        #expect(seen.watch)
    }

    @Test func neitherSeesOneWhereSomebodySentTheSignal() async throws {
        let seen = try await witnesses { fixture, worker in
            try await fixture.probe.call("POST", "/containers/\(worker.id)/kill")
        }
        #expect(!seen.watch)
        #expect(!seen.events)
    }
}
