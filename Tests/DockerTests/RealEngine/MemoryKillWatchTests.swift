// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Capacity
internal import Fleet
internal import PlimsollTesting
internal import Testing

@testable import Docker

/// The two witnesses that are asked where the engine's flag says nothing.
struct MemoryKillWatchTests {
    /// Ends by a signal as soon as its file is there.
    private static let waiting = """
        import os, time
        while not os.path.exists('/go'): time.sleep(0.01)
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
            let process = try #require(try await fixture.engine.api.container(id)?.state?.pid)
            let watch = try #require(MemoryKillWatch(process: Int32(process), id: id))
            try await end(fixture, worker)
            #expect(try await fixture.engine.exit(of: worker.id).status == 137)
            let state = try #require(try await fixture.engine.api.container(id)?.state)
            seen = (await watch.sawShortage(isLikely: true), try await fixture.engine.api.toldOfShortage(id, in: state))
        }
        return seen
    }

    @Test func kernelTellsOfAKillForWantOfMemory() async throws {
        let seen = try await witnesses { fixture, worker in
            var archive = TarArchive()
            archive.addFile("go", mode: 0o644, content: [])
            archive.finish()
            let id = try #require(ContainerID(worker.id.text))
            try await fixture.engine.api.upload(archive.bytes, to: id, of: "witnessed")
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
