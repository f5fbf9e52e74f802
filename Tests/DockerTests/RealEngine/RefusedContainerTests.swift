// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Docker
internal import Fleet
internal import Foundation
internal import PlimsollTesting
internal import Testing

/// What cannot be started, and why.
struct RefusedContainerTests {
    @Test(arguments: [
        [:], ["com.nodetool.managed": "true"], ["com.plimsoll.service": "x", "com.plimsoll.proxy": "other"],
    ])
    func strangersContainerIsNamedAndLeftAlone(_ labels: [String: String]) async throws {
        try await DockerFixture.run { fixture in
            let service = try await fixture.python("taken")
            let stranger = try JSONSerialization.data(
                withJSONObject: ["Image": try await fixture.images.empty(), "Cmd": ["/bin/sleep"], "Labels": labels]
            )
            try await fixture.probe.call("POST", "/containers/create?name=\(service.name)", body: stranger)
            let id = try #require(try await fixture.inspect(service, "Id"))

            let troubles = try await fixture.engine.prepare([service]) { _ in }
            #expect(troubles[service.name]?.reason == .nameTaken)
            let error = await #expect(throws: EngineError.self) { try await fixture.engine.launch(service) }
            #expect(error?.reason == .nameTaken)
            #expect(error?.message.contains("container '\(service.name)' (\(id.prefix(12)))") == true)
            #expect(try await fixture.engine.workers(of: [service]).isEmpty)
            #expect(try await fixture.inspect(service, "Id") == id)
        }
    }

    @Test func imageThatCannotBePulledSaysSo() async throws {
        try await DockerFixture.run { fixture in
            // Port 1 of this machine is no registry.
            let image = "127.0.0.1:1/plimsoll-test:1"
            let service = try await fixture.python("unpullable") { _, spec in spec.image = image }
            let troubles = try await fixture.engine.prepare([service]) { _ in }
            #expect(troubles[service.name]?.reason == .imageMissing)
            let message = try #require(troubles[service.name]?.message)
            #expect(message.hasPrefix("image '\(image)' is not on this host and could not be pulled: "))
            #expect(message.contains("connection refused"))
            let error = await #expect(throws: EngineError.self) { try await fixture.engine.launch(service) }
            #expect(error?.reason == .imageMissing)
        }
    }

    @Test func imageThatIsHereIsUsedWhereItsRegistryIsAway() async throws {
        try await DockerFixture.run { fixture in
            let image = "127.0.0.1:1/\(fixture.prefix):1"
            let here = try await fixture.images.empty()
            try await fixture.probe.call("POST", "/images/\(here)/tag?repo=127.0.0.1:1/\(fixture.prefix)&tag=1")
            let service = try await fixture.python("always") { _, spec in
                spec.image = image
                spec.pull = .always
            }
            let told = Told()
            let troubles = try await fixture.engine.prepare([service]) { told.hear($0) }
            #expect(troubles.isEmpty)
            #expect(told.messages.contains { $0.contains("could not be pulled, the one on this host is used") })
            let worker = try await fixture.engine.launch(service)
            #expect(!worker.wasReused)
            try await fixture.probe.call("DELETE", "/images/\(image)?force=1")
        }
    }

    @Test func programThatIsNotThereIsTheFilesFault() async throws {
        try await DockerFixture.run { fixture in
            let service = try await fixture.python("noprogram") { _, spec in spec.command = ["/no/such/program"] }
            let error = await #expect(throws: EngineError.self) { try await fixture.launch(service) }
            #expect(error?.reason == .invalidSpec)
            #expect(error?.message.contains("/no/such/program") == true)
            // Nothing half-made stays.
            #expect(try await fixture.inspect(service, "Id") == nil)
        }
    }

    @Test func nameThatDockerRefusesIsTheFilesFault() async throws {
        try await DockerFixture.run { fixture in
            let service = try await fixture.python("x") { service, _ in service.name = "a/../b" }
            let troubles = try await fixture.engine.prepare([service]) { _ in }
            #expect(troubles["a/../b"]?.reason == .invalidSpec)
            let error = await #expect(throws: EngineError.self) { try await fixture.engine.launch(service) }
            #expect(error?.reason == .invalidSpec)
        }
    }
}
