// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Capacity
internal import Docker
internal import Fleet
internal import Foundation
internal import Logging
internal import PlimsollTesting

/// The code under test on a real engine, with names of its own; everything it made is removed at the end.
struct DockerFixture {
    let docker: PrivateDocker
    let probe: DockerProbe
    let images: TestImages
    let engine: DockerEngine
    let settings: DockerEngineSettings
    let prefix: String

    /// Runs `body` and cleans up after it.
    static func run(
        on docker: PrivateDocker? = nil,
        configure: (inout DockerEngineSettings) -> Void = { _ in },
        _ body: (DockerFixture) async throws -> Void
    ) async throws {
        let docker = if let docker { docker } else { try await PrivateDocker.shared() }
        let prefix = "t\(UInt32.random(in: 0...UInt32.max))"
        var settings = DockerEngineSettings(
            address: .unix(path: docker.socketPath),
            network: "\(prefix)-net",
            owner: "\(prefix)-owner"
        )
        configure(&settings)
        let fixture = DockerFixture(
            docker: docker,
            probe: DockerProbe(docker),
            images: TestImages(docker),
            engine: try engine(settings),
            settings: settings,
            prefix: prefix
        )
        await Turns.onTheEngine.take()
        let outcome: Result<Void, any Error>
        do {
            outcome = .success(try await body(fixture))
        } catch {
            outcome = .failure(error)
        }
        let cleaned: Result<Void, any Error>
        do {
            cleaned = .success(try await fixture.cleanUp())
        } catch {
            cleaned = .failure(error)
        }
        await Turns.onTheEngine.giveBack()
        // What went wrong first is what counts.
        try outcome.get()
        try cleaned.get()
    }

    static func engine(_ settings: DockerEngineSettings) throws(EngineError) -> DockerEngine {
        try DockerEngine(
            settings: settings,
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
        )
    }

    /// Another engine on the same Docker.
    func engine(_ settings: DockerEngineSettings) throws(EngineError) -> DockerEngine {
        try Self.engine(settings)
    }

    /// A value of the inspection of a service's container, asked past the code under test.
    func inspect(_ service: ServiceDefinition, _ path: String) async throws -> String? {
        try await probe.value("/containers/\(service.name)/json", path)
    }

    /// Waits until the worker answers a GET.
    func answers(_ worker: LaunchedWorker) async throws {
        try await eventually("an answer from \(worker.endpoint)", within: .seconds(30)) {
            await EngineContractProbe.ask("/", from: worker.endpoint) != nil
        }
    }

    func name(_ text: String) -> ServiceName { ServiceName("\(prefix)-\(text)") }

    /// A service that runs a Python script under no guard, ready to be launched.
    func python(
        _ name: String,
        _ script: String = PythonScripts.sleeps,
        _ change: (inout ServiceDefinition, inout ContainerSpec) -> Void = { _, _ in }
    ) async throws -> ServiceDefinition {
        var spec = try await images.python(script)
        var service = ServiceDefinition(
            name: self.name(name),
            workload: .container(spec),
            stopTimeout: .milliseconds(300),
            guardMode: .off
        )
        change(&service, &spec)
        service.workload = .container(spec)
        return service
    }

    /// Prepares and launches.
    func launch(_ service: ServiceDefinition) async throws -> LaunchedWorker {
        let troubles = try await engine.prepare([service]) { _ in }
        if let trouble = troubles[service.name] { throw trouble }
        return try await engine.launch(service)
    }

    private func cleanUp() async throws {
        let (_, body) = try await probe.call("GET", "/containers/json?all=1")
        for entry in try JSONSerialization.jsonObject(with: body) as? [[String: Any]] ?? [] {
            guard let names = entry["Names"] as? [String], names.contains(where: { $0.hasPrefix("/\(prefix)") }),
                let id = entry["Id"] as? String
            else { continue }
            try await probe.removeContainer(id)
        }
        try await probe.call("DELETE", "/networks/\(settings.network)")
    }
}
