// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Capacity
internal import Docker
internal import Fleet
internal import PlimsollTesting
internal import Testing

@Suite struct LaunchOnDockerTests {
    @Test func firstLaunchMakesAContainerThatRuns() async throws {
        try await DockerFixture.run { fixture in
            let service = try await fixture.python("first") { service, _ in service.limits.memory = .mebibytes(64) }
            let worker = try await fixture.launch(service)
            #expect(!worker.wasReused)
            #expect(try await fixture.probe.value("/containers/\(service.name)/json", "State|Status") == "running")
            #expect(
                try await fixture.probe.value("/containers/\(service.name)/json", "HostConfig|MemorySwap") == "67108864"
            )
            guard case .tcp(let host, 8000) = worker.endpoint else {
                Issue.record("unexpected endpoint \(worker.endpoint)")
                return
            }
            #expect(
                try await fixture.probe.value(
                    "/containers/\(service.name)/json",
                    "NetworkSettings|Networks|\(fixture.settings.network)|IPAddress"
                ) == host
            )
        }
    }
}
