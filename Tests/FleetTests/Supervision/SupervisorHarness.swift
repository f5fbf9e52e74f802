// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Fleet
import Logging
import PlimsollTesting

/// A supervisor over a fake engine and a clock that moves when told; it runs for the length of `body`.
struct SupervisorHarness {
    let engine = FakeEngine()
    let time = ManualTime()
    let supervisor: FleetSupervisor

    init(_ services: [ServiceDefinition]) {
        supervisor = FleetSupervisor(
            services: services,
            roster: EngineRoster(containers: engine, processes: engine),
            probe: engine,
            time: time,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
    }

    func run(_ body: (SupervisorHarness) async throws -> Void) async throws {
        try await withThrowingTaskGroup { group in
            group.addTask { await supervisor.run() }
            try await body(self)
            group.cancelAll()
        }
    }

    func status(of service: ServiceName) async -> ServiceStatus? {
        await supervisor.status().services.first { $0.name == service }
    }

    /// Moves the clock until `condition` holds.
    func advance(
        by step: Duration = .milliseconds(50),
        until what: String,
        _ condition: () async throws -> Bool
    ) async throws {
        try await eventually(what) {
            if try await condition() { return true }
            time.advance(by: step)
            return false
        }
    }

    static func service(
        _ name: ServiceName,
        idleTimeout: Duration? = .seconds(60),
        startTimeout: Duration = .seconds(20),
        line: Int = 100,
        concurrency: Int? = nil
    ) -> ServiceDefinition {
        ServiceDefinition(
            name: name,
            route: RouteRule(path: "/\(name)"),
            workload: .container(ContainerSpec(image: "worker:1")),
            idleTimeout: idleTimeout,
            startTimeout: startTimeout,
            lineCapacity: line,
            concurrency: concurrency
        )
    }
}
