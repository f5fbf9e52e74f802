// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Capacity
internal import Docker
internal import Fleet
internal import Foundation
internal import Logging
internal import PlimsollTesting

/// Holds the Docker engine to the contract, with an owner and a network of its own.
struct DockerContractHarness: EngineContractHarness {
    private let docker: PrivateDocker
    private let image: String
    private let settings: DockerEngineSettings

    init() async throws {
        docker = try await PrivateDocker.shared()
        image = try await TestImages(docker).empty()
        let name = "contract\(UInt32.random(in: 0...UInt32.max))"
        settings = DockerEngineSettings(address: .unix(path: docker.socketPath), network: name, owner: name)
    }

    func makeEngine() async throws -> any ContainerEngine {
        try DockerEngine(settings: settings, logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
    }

    func service(_ name: ServiceName, _ behaviour: EngineContractBehaviour) -> ServiceDefinition {
        switch behaviour {
        case .answers: python(name, PythonScripts.answers)
        case .exits(let status): python(name, "raise SystemExit(\(status))")
        case .ignoresTermination: python(name, PythonScripts.ignoresTermination + PythonScripts.answers)
        case .writes(let lines): python(name, PythonScripts.writes + PythonScripts.answers, lines)
        case .exceeds(let allowance): python(name, PythonScripts.exceeds, limits: Limits(memory: allowance))
        }
    }

    func impossibleService(_ name: ServiceName) -> (service: ServiceDefinition, reason: EngineError.Reason) {
        let spec = ContainerSpec(image: "plimsoll-test-there-is-no-such-image:1", pull: .never)
        return (ServiceDefinition(name: name, workload: .container(spec)), .imageMissing)
    }

    func killFromOutside(_ worker: WorkerID) async throws {
        try await DockerProbe(docker).call("POST", "/containers/\(worker)/kill")
    }

    func cleanUp() async {
        let probe = DockerProbe(docker)
        guard let engine = try? await makeEngine() else { return }
        for worker in (try? await engine.workers(of: [])) ?? [] { try? await probe.removeContainer(worker.id.text) }
        _ = try? await probe.call("DELETE", "/networks/\(settings.network)")
    }

    private func python(
        _ name: ServiceName,
        _ script: String,
        _ arguments: [String] = [],
        limits: Limits = Limits()
    ) -> ServiceDefinition {
        let spec = ContainerSpec(
            image: image,
            command: ["/usr/bin/python3", "-uESc", script] + arguments,
            mounts: TestImages.machineFolders
        )
        return ServiceDefinition(name: name, workload: .container(spec), limits: limits, guardMode: .off)
    }
}
