// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import CSystemCalls
internal import Capacity
internal import Fleet
internal import Glibc
internal import PlimsollTesting
internal import Synchronization
internal import Testing

@testable import Processes

/// Engines of one test, with a state folder and cgroups of their own, and python3 workers for them.
final class Testbed: EngineContractHarness {
    /// `make guard` puts it there.
    static let builtGuard =
        #filePath.split(separator: "/").dropLast(3).map { "/\($0)" }.joined() + "/bin/plimsoll-guard"

    let settings: ProcessEngineSettings
    let lines = LogLines()
    private let engines = Mutex<[ProcessEngine]>([])

    init(guardPath: String? = nil, usesCgroups: Bool = true) throws {
        let name = "test-\(getpid())-\(UInt32.random(in: 0 ... .max))"
        var own: [String: String] = ["PATH": "/usr/bin:/bin", "SECRET_TOKEN": "of-the-proxy"]
        own["LANG"] = "C.UTF-8"
        settings = ProcessEngineSettings(
            owner: name,
            stateFolder: "/tmp/plimsoll-\(name)",
            guardPath: guardPath,
            environment: own,
            usesCgroups: usesCgroups
        )
    }

    func engine() throws -> ProcessEngine {
        let engine = try ProcessEngine(settings, log: lines.logger)
        engines.withLock { $0.append(engine) }
        return engine
    }

    func makeEngine() async throws -> any ContainerEngine { try engine() }

    func service(_ name: ServiceName, _ behaviour: EngineContractBehaviour) -> ServiceDefinition {
        switch behaviour {
        case .answers: python(name, PythonWorker.answers)
        case .exits(let status): python(name, "raise SystemExit(\(status))")
        case .ignoresTermination: python(name, PythonWorker.ignoresTermination + PythonWorker.answers)
        case .writes(let lines): python(name, PythonWorker.writes + PythonWorker.answers, lines)
        case .exceeds(let allowance):
            python(name, PythonWorker.exceeds, limits: Limits(memory: allowance))
        }
    }

    func impossibleService(_ name: ServiceName) -> (service: ServiceDefinition, reason: EngineError.Reason) {
        let spec = ProcessSpec(command: ["/no/such/program"])
        return (ServiceDefinition(name: name, workload: .process(spec)), .invalidSpec)
    }

    /// A service that runs a script under python3, without the guard.
    func python(
        _ name: ServiceName,
        _ script: String,
        _ arguments: [String] = [],
        limits: Limits = Limits()
    ) -> ServiceDefinition {
        let spec = ProcessSpec(command: ["/usr/bin/python3", "-uESc", script] + arguments)
        return ServiceDefinition(name: name, workload: .process(spec), limits: limits, guardMode: .off)
    }

    func killFromOutside(_ worker: WorkerID) async throws {
        kill(worker.pid, SIGKILL)
    }

    func cleanUp() async {
        for engine in engines.withLock({ $0 }) {
            for worker in (try? await engine.workers(of: [])) ?? [] {
                try? await engine.stop(worker.id, grace: .zero)
                try? await engine.remove(worker.id)
            }
        }
        for engine in engines.withLock({ $0 }) {
            #expect(!engine.homes.folders.contains { Folder.isFolder($0.path) }, "cgroups are left")
        }
        for name in Folder.names(in: settings.stateFolder) { unlink("\(settings.stateFolder)/\(name)") }
        rmdir(settings.stateFolder)
    }
}

extension WorkerID {
    var pid: Int32 { Int32(text.split(separator: "-").first ?? "") ?? 0 }
}
