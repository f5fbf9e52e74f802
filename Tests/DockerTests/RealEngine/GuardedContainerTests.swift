// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Capacity
internal import Docker
internal import Fleet
internal import Glibc
internal import PlimsollTesting
internal import Testing

/// The guard inside containers. `make guard` builds it.
struct GuardedContainerTests {
    private static let guardPath = TestFiles.repository + "/bin/plimsoll-guard"

    /// Tries to take more than it has, says how that went, and lives on.
    private static let greedy = """
        import time
        try:
            bytearray(4000 << 20)
            print('allocated')
        except MemoryError:
            print('MemoryError')
        time.sleep(600)
        """

    @Test func overAllocationIsAnErrorTheProgramCatches() async throws {
        try await DockerFixture.run(configure: { $0.guardPath = Self.guardPath }) { fixture in
            let service = try await fixture.python("guarded", Self.greedy) { service, _ in
                service.guardMode = .static
                service.limits.memory = .mebibytes(128)
            }
            let worker = try await fixture.launch(service)
            #expect(try await fixture.inspect(service, "Mounts") != nil)
            // Nothing to be uploaded where the engine sees our files.
            #expect(!worker.parts.map(\.name).contains("guard"))
            try await eventually("its word") {
                try await fixture.engine.log(of: worker.id, lines: 10).contains("MemoryError")
            }
            #expect(try await fixture.inspect(service, "State|Status") == "running")
            // Woken again, it is still behind its guard.
            try await fixture.engine.stop(worker.id, grace: .zero)
            #expect(try await fixture.engine.launch(service).wasReused)
            try await eventually("its word again") {
                try await fixture.engine.log(of: worker.id, lines: 10).filter { $0 == "MemoryError" }.count == 2
            }
        }
    }

    @Test func engineThatDoesNotSeeOurFilesGetsTheGuardByUpload() async throws {
        // Under this name the engine has no file, or another one.
        let descriptor = open(Self.guardPath, O_RDONLY)
        try #require(descriptor >= 0, "make guard")
        defer { close(descriptor) }
        let unseen = dup2(descriptor, 901)
        defer { close(unseen) }
        try await DockerFixture.run(configure: { $0.guardPath = "/proc/self/fd/901" }) { fixture in
            let service = try await fixture.python("unseen", Self.greedy) { service, _ in
                service.guardMode = .static
                service.limits.memory = .mebibytes(128)
            }
            let worker = try await fixture.launch(service)
            #expect(worker.parts.map(\.name).contains("guard"))
            try await eventually("its word") {
                try await fixture.engine.log(of: worker.id, lines: 10).contains("MemoryError")
            }
            // However the guard came in, it is the same container.
            var settings = fixture.settings
            settings.guardPath = Self.guardPath
            #expect(try await fixture.engine(settings).launch(service).id == worker.id)
        }
    }

    @Test func guardWorksInAnImageOfOneFile() async throws {
        try await DockerFixture.run(configure: { $0.guardPath = Self.guardPath }) { fixture in
            let service = ServiceDefinition(
                name: fixture.name("static"),
                workload: .container(ContainerSpec(image: try await fixture.images.worker())),
                limits: Limits(memory: .mebibytes(64))
            )
            let worker = try await fixture.launch(service)
            try await fixture.answers(worker)
            let limits = try #require(await EngineContractProbe.ask("/limits", from: worker.endpoint))
            #expect(limits.contains("\"data\":") && !limits.contains("\"data\":null"))
            #expect(await EngineContractProbe.ask("/allocate?mib=1000", from: worker.endpoint) == nil)
            #expect(await EngineContractProbe.ask("/allocate?mib=10", from: worker.endpoint)?.contains("10") == true)
        }
    }

    @Test func readOnlyContainerGetsItsGuardByMount() async throws {
        try await DockerFixture.run(configure: { $0.guardPath = Self.guardPath }) { fixture in
            let service = try await fixture.python("readonly", Self.greedy) { service, spec in
                service.guardMode = .static
                service.limits.memory = .mebibytes(128)
                spec.isReadOnly = true
            }
            let worker = try await fixture.launch(service)
            try await eventually("its word") {
                try await fixture.engine.log(of: worker.id, lines: 10).contains("MemoryError")
            }
        }
    }

    @Test func anotherGuardReplacesTheContainer() async throws {
        try await DockerFixture.run { fixture in
            let service = try await fixture.python("changing") { service, _ in service.guardMode = .static }
            let bare = try await fixture.launch(service)
            var settings = fixture.settings
            settings.guardPath = Self.guardPath
            let guarded = try fixture.engine(settings)
            #expect(try await guarded.workers(of: [service]).map(\.isCurrent) == [false])
            #expect(try await guarded.launch(service).id != bare.id)
        }
    }

    @Test func missingGuardIsToldWhenTheEngineIsMade() {
        let settings = DockerEngineSettings(address: .unix(path: "/s"), owner: "me", guardPath: "/no/such/guard")
        let error = #expect(throws: EngineError.self) { try DockerFixture.engine(settings) }
        #expect(error?.message.contains("cannot read the guard '/no/such/guard'") == true)
    }
}
