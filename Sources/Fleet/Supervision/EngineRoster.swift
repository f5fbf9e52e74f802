// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// The engines of this proxy, and which of them runs what.
package struct EngineRoster: Sendable {
    package let containers: any ContainerEngine
    package let processes: any ContainerEngine

    package init(containers: any ContainerEngine, processes: any ContainerEngine) {
        self.containers = containers
        self.processes = processes
    }

    var all: [any ContainerEngine] {
        containers.name == processes.name ? [containers] : [containers, processes]
    }

    func engine(for workload: Workload) -> (any ContainerEngine)? {
        switch workload {
        case .container: containers
        case .process: processes
        case .upstream: nil
        }
    }

    func engine(named name: String) -> (any ContainerEngine)? {
        all.first { $0.name == name }
    }

    /// The services of each engine that has any.
    func assignments(
        of services: [ServiceDefinition]
    ) -> [(engine: any ContainerEngine, services: [ServiceDefinition])] {
        all.map { engine in
            (engine, services.filter { self.engine(for: $0.workload)?.name == engine.name })
        }
    }
}
