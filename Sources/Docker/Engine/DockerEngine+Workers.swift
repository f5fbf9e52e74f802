// Plimsoll
// SPDX-License-Identifier: Apache-2.0

package import Fleet

extension DockerEngine {
    package func workers(of services: [ServiceDefinition]) async throws(EngineError) -> [FoundWorker] {
        let summaries = try await api.containers(labelled: ["\(WorkerLabels.owner)=\(settings.owner)"])
        let declared = Dictionary(services.map { ($0.name, $0) }) { first, _ in first }
        var found: [FoundWorker] = []
        for summary in summaries {
            guard let id = ContainerID(summary.id), let text = summary.labels?[WorkerLabels.service] else { continue }
            let name = ServiceName(text)
            guard let condition = try await condition(of: summary, id: id) else { continue }
            let isCurrent =
                if let service = declared[name] { try await isCurrent(summary, for: service) } else { false }
            found.append(FoundWorker(id: id.worker, service: name, condition: condition, isCurrent: isCurrent))
        }
        return found
    }

    /// Nil: it is gone, or about to be.
    private func condition(
        of summary: ContainerSummary,
        id: ContainerID
    ) async throws(EngineError) -> FoundWorker.Condition? {
        switch summary.state {
        case "running", "restarting":
            guard let port = summary.labels?[WorkerLabels.port].flatMap({ Int($0) }), (1...65535).contains(port) else {
                return .running(nil)
            }
            return .running(
                WorkerEndpoint(settings: settings, port: port)
                    .found(in: summary.networkSettings, published: summary.publishedPort(of: port))
            )
        case "paused": return .paused
        case "created": return .created
        case "removing": return nil
        default:
            // Only an inspection tells whether it was killed for want of memory.
            guard let inspection = try await api.container(id) else { return nil }
            return .stopped(WorkerExit(inspection.state))
        }
    }

    /// Where that cannot be told, as with an image that is gone, what runs is left running.
    private func isCurrent(_ summary: ContainerSummary, for service: ServiceDefinition) async throws(EngineError)
        -> Bool
    {
        do throws(EngineError) {
            return try await plan(for: service).hash == summary.labels?[WorkerLabels.config]
        } catch {
            if error.reason == .imageMissing { return true }
            if error.reason == .invalidSpec { return false }
            throw error
        }
    }
}
