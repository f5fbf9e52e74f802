// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Fleet
internal import Logging

/// Gets networks and images ready while the proxy already serves what needs neither.
struct Preparation {
    let services: [ServiceDefinition]
    let docker: any ContainerEngine
    let processes: any ContainerEngine
    let logger: Logger

    init(
        _ services: [ServiceDefinition],
        _ docker: any ContainerEngine,
        _ processes: any ContainerEngine,
        _ logger: Logger
    ) {
        self.services = services
        self.docker = docker
        self.processes = processes
        self.logger = logger
    }

    func run() async {
        var containers: [ServiceDefinition] = []
        var local: [ServiceDefinition] = []
        for service in services {
            switch service.workload {
            case .container: containers.append(service)
            case .process: local.append(service)
            case .upstream: break
            }
        }
        if !containers.isEmpty { await prepare(containers, on: docker) }
        if !local.isEmpty { await prepare(local, on: processes) }
    }

    /// Tries until the engine answers: it may come up after us.
    private func prepare(_ services: [ServiceDefinition], on engine: any ContainerEngine) async {
        var services = services
        var pause = Duration.seconds(1)
        var hasComplained = false
        // Tried again in silence, but for what is new about it.
        var isFirst = true
        var obstacles: [ServiceName: EngineError] = [:]
        while !services.isEmpty, !Task.isCancelled {
            do {
                let level: Logger.Level = isFirst ? .info : .debug
                let found = try await engine.prepare(services) { progress in
                    logger.log(level: level, "preparing", metadata: progress.metadata)
                }
                isFirst = false
                for (service, error) in found.sorted(by: { $0.key < $1.key }) where obstacles[service] != error {
                    logger.error("service cannot start", metadata: ["service": "\(service)", "reason": "\(error)"])
                }
                obstacles = found
                // A registry that was away comes back, a file is put where it was missing.
                services.removeAll { found[$0.name] == nil }
                guard !services.isEmpty, (try? await Task.sleep(for: .seconds(60))) != nil else { return }
            } catch {
                if !hasComplained {
                    logger.warning(
                        "engine does not answer; its services are refused until it does",
                        metadata: ["engine": "\(engine.name)", "reason": "\(error)"]
                    )
                }
                hasComplained = true
                guard (try? await Task.sleep(for: pause)) != nil else { return }
                pause = min(pause * 2, .seconds(30))
            }
        }
    }
}

extension PreparationProgress {
    fileprivate var metadata: Logger.Metadata {
        var metadata: Logger.Metadata = ["what": "\(message)"]
        if let service { metadata["service"] = "\(service)" }
        return metadata
    }
}
