// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Docker
internal import Fleet
internal import Logging
internal import Processes

/// What the demo makes on an engine before its proxy runs, and removes afterwards.
struct DemoScene {
    let docker: DockerEngineSettings
    let processes: ProcessEngineSettings
    let python: PythonOnHost
    let name: String

    /// - Throws: `DemoFailure` when neither engine can be used.
    func build(_ choice: DemoEngine?) async throws -> DemoStage {
        switch choice {
        case .docker: return try await onDocker()
        case .processes: return try onProcesses("local processes")
        case nil:
            do {
                return try await onDocker()
            } catch let error as EngineError {
                return try onProcesses("local processes, as Docker cannot be used (\(error))")
            }
        }
    }

    private var image: String { name + ":latest" }

    private func onDocker() async throws -> DemoStage {
        let engine = try DockerEngine(settings: docker, logger: Logger.silent)
        try await engine.probe()
        try await engine.importEmptyImage(named: image)
        let version = try await engine.release()
        return .onDocker("Docker \(version) (\(docker.address))", image: image, python: python, name: name)
    }

    private func onProcesses(_ description: String) throws -> DemoStage {
        let engine = try ProcessEngine(processes, log: Logger.silent)
        let hasCgroup = engine.confinement.limitsMemory
        return .onProcesses("\(description): \(engine.confinement)", python: python, name: name, hasCgroup: hasCgroup)
    }

    /// Removes workers, network and image. Says what there was.
    func remove() async -> String {
        var removed: [String] = []
        if let engine = try? ProcessEngine(processes, log: Logger.silent) {
            let count = await removeWorkers(of: engine)
            if count > 0 { removed.append(count == 1 ? "1 process" : "\(count) processes") }
        }
        if let engine = try? DockerEngine(settings: docker, logger: Logger.silent), (try? await engine.probe()) != nil {
            let count = await removeWorkers(of: engine)
            if count > 0 { removed.append(String(count: count, of: "container")) }
            if (try? await engine.removeNetwork(named: name)) == true { removed.append("1 network") }
            if (try? await engine.removeImage(named: image)) == true { removed.append("1 image") }
        }
        return removed.isEmpty ? "nothing was left" : removed.joined(separator: ", ")
    }

    private func removeWorkers(of engine: any ContainerEngine) async -> Int {
        let workers = (try? await engine.workers(of: [])) ?? []
        for worker in workers {
            try? await engine.stop(worker.id, grace: .seconds(1))
            try? await engine.remove(worker.id)
        }
        return workers.count
    }
}
