// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Docker
internal import Fleet
internal import Foundation
internal import PlimsollTesting
internal import Testing

/// Somebody else lays hands on our containers.
struct MeddledContainerTests {
    @Test func removedContainerIsLostAndMadeAnew() async throws {
        try await DockerFixture.run { fixture in
            let service = try await fixture.python("removed")
            let first = try await fixture.launch(service)
            let exit = Task { try await fixture.engine.exit(of: first.id) }
            try await fixture.probe.removeContainer(service.name.text)
            // The engine may still tell how it ended before it forgets it.
            let outcome = try await exit.value
            #expect(outcome.verdict == .lost || outcome == WorkerExit(verdict: .killed, status: 137))
            #expect(try await fixture.engine.exit(of: first.id) == WorkerExit(verdict: .lost, status: nil))
            #expect(try await fixture.engine.usage(of: first.id) == nil)
            let second = try await fixture.engine.launch(service)
            #expect(second.id != first.id)
            #expect(try await fixture.inspect(service, "State|Status") == "running")
        }
    }

    @Test func pausedContainerIsFoundAndWokenByALaunch() async throws {
        try await DockerFixture.run { fixture in
            let service = try await fixture.python("paused")
            let first = try await fixture.launch(service)
            try await fixture.probe.call("POST", "/containers/\(service.name)/pause")
            #expect(try await fixture.engine.workers(of: [service]).map(\.condition) == [.paused])
            let second = try await fixture.engine.launch(service)
            #expect(second.id == first.id)
            #expect(try await fixture.inspect(service, "State|Status") == "running")
        }
    }

    @Test func containerThatWasNeverStartedIsMadeAnew() async throws {
        try await DockerFixture.run { fixture in
            let service = try await fixture.python("half")
            let labels = [
                "com.plimsoll.service": service.name.text, "com.plimsoll.proxy": fixture.settings.owner,
                "com.plimsoll.config": "left by a proxy that was killed",
            ]
            let half = try JSONSerialization.data(
                withJSONObject: ["Image": try await fixture.images.empty(), "Cmd": ["/x"], "Labels": labels]
            )
            try await fixture.probe.call("POST", "/containers/create?name=\(service.name)", body: half)
            let id = try #require(try await fixture.inspect(service, "Id"))
            #expect(try await fixture.engine.workers(of: [service]).map(\.condition) == [.created])
            #expect(try await fixture.launch(service).id.text != id)
        }
    }

    @Test func networkThatWasRemovedIsMadeAgain() async throws {
        try await DockerFixture.run { fixture in
            let service = try await fixture.python("network", PythonScripts.answers)
            let first = try await fixture.launch(service)
            try await fixture.engine.stop(first.id, grace: .zero)
            try await fixture.probe.call("DELETE", "/networks/\(fixture.settings.network)")
            #expect(try await fixture.probe.value("/networks/\(fixture.settings.network)", "Id") == nil)
            let second = try await fixture.engine.launch(service)
            try await fixture.answers(second)
        }
    }

    @Test func twoNetworksOfOneNameAreMadeOne() async throws {
        try await DockerFixture.run { fixture in
            let body = Data(
                "{\"Name\":\"\(fixture.settings.network)\",\"Labels\":{\"com.plimsoll.network\":\"true\"}}".utf8
            )
            for _ in 0..<2 { try await fixture.probe.call("POST", "/networks/create", body: body) }
            let service = try await fixture.python("two", PythonScripts.answers)
            try await fixture.answers(fixture.engine.launch(service))
            #expect(try await fixture.probe.value("/networks/\(fixture.settings.network)", "Id") != nil)
        }
    }

    @Test func manyWhoMakeTheNetworkAtOnceMakeOne() async throws {
        try await DockerFixture.run { fixture in
            let service = try await fixture.python("first", PythonScripts.answers)
            try await withThrowingDiscardingTaskGroup { group in
                for _ in 0..<5 { group.addTask { _ = try await fixture.engine.prepare([service]) { _ in } } }
            }
            #expect(try await fixture.probe.value("/networks/\(fixture.settings.network)", "Id") != nil)
        }
    }

    /// While a worker sleeps, the engine gives its address to whoever asks next.
    @Test func addressIsAskedForAtEachStart() async throws {
        try await DockerFixture.run { fixture in
            let service = try await fixture.python("sleeper", PythonScripts.answers)
            let first = try await fixture.launch(service)
            try await fixture.engine.stop(first.id, grace: .zero)
            let other = try await fixture.launch(try await fixture.python("other", PythonScripts.answers))
            #expect(other.endpoint == first.endpoint)
            let second = try await fixture.engine.launch(service)
            #expect(second.id == first.id)
            #expect(second.endpoint != other.endpoint)
            try await fixture.answers(second)
        }
    }

    @Test func manyLaunchesAtOnceMakeOneContainer() async throws {
        try await DockerFixture.run { fixture in
            let service = try await fixture.python("crowd")
            _ = try await fixture.engine.prepare([service]) { _ in }
            let ids = try await withThrowingTaskGroup(of: WorkerID?.self) { group in
                for _ in 0..<8 { group.addTask { try? await fixture.engine.launch(service).id } }
                return try await group.reduce(into: Set<WorkerID>()) { ids, id in
                    if let id { ids.insert(id) }
                }
            }
            let found = try await fixture.engine.workers(of: [service])
            #expect(found.count == 1)
            #expect(ids.contains(try #require(found.first?.id)))
            #expect(try await fixture.inspect(service, "State|Status") == "running")
        }
    }

    @Test func hintsFollowWhatOthersDo() async throws {
        try await DockerFixture.run { fixture in
            let service = try await fixture.python("hinted")
            _ = try await fixture.launch(service)
            let hints = Hints(fixture.engine)
            // Until the stream is open, a kill may go unheard.
            try await eventually("a hint") {
                try await fixture.probe.call("POST", "/containers/\(service.name)/kill?signal=CONT")
                return hints.heard.contains(.changed)
            }
            hints.stop()
        }
    }
}
