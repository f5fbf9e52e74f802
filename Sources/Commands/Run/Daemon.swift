// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import ACME
internal import Admin
internal import Docker
internal import Fleet
internal import Logging
internal import NIOCore
internal import NIOPosix
internal import Processes
internal import Proxy
internal import Records
internal import ServiceLifecycle
internal import Settings
internal import UnixSignals

/// One proxy with all its parts: the only place that knows every one of them.
///
/// Runs until its task is cancelled or its service group shuts down: then it takes no more connections, lets requests end, and
/// leaves its workers running unless the settings say otherwise.
struct Daemon: ServiceLifecycle.Service {
    let plan: DaemonPlan
    let logger: Logger
    /// Called once, when requests are taken.
    let onReady: @Sendable (DaemonFacts) async -> Void

    func run() async throws {
        let records = GuardRecordFolder(plan.recordFolder)
        let docker = try DockerEngine(settings: plan.docker, records: records, logger: logger)
        let processes = try ProcessEngine(processSettings, records: records, log: logger)
        try await processes.claim()
        let supervisor = FleetSupervisor(
            services: plan.services,
            roster: EngineRoster(containers: docker, processes: processes),
            probe: PortProbe(group: .singletonMultiThreadedEventLoopGroup),
            logger: logger
        )
        let accessLog = try plan.accessLog.map { target in
            try AccessLog(target, includesQuery: plan.logsQuery, logger: logger)
        }
        var dataPlane = plan.dataPlane
        dataPlane.accessLog = accessLog
        dataPlane.guardRecords = records
        let server = try await ProxyServer(
            settings: dataPlane,
            routing: RoutingTable(supervisor.routes + OperatorRoute.all(socket: plan.operatorSocket)),
            leasing: supervisor,
            logger: logger
        )
        let facts = DaemonFacts(supervisor: supervisor, confinement: processes.confinement)
        do {
            try await withThrowingTaskGroup { group in
                if let accessLog, case .file = plan.accessLog {
                    group.addTask { await Self.reopenOnHangUp(accessLog) }
                }
                defer { group.cancelAll() }
                try await run(server, supervisor, facts, Preparation(plan.services, docker, processes, logger))
            }
        } catch is Ended {
        } catch {
            await server.shutDown()
            await accessLog?.close()
            throw error
        }
        await server.shutDown()
        await accessLog?.close()
    }

    /// Thrown by the part that ends in order, to take the others with it.
    private struct Ended: Error {}

    private func run(
        _ server: ProxyServer,
        _ supervisor: FleetSupervisor,
        _ facts: DaemonFacts,
        _ preparation: Preparation
    ) async throws {
        let operators = OperatorServer(
            operations: supervisor,
            certificates: CertificateOverview(store: plan.dataPlane.certificates, keeper: plan.certificateKeeper),
            socketPath: plan.operatorSocket,
            logger: logger
        )
        let (untilListening, listening) = AsyncStream<Never>.makeStream()
        let (untilServing, serving) = AsyncStream<Never>.makeStream()
        try await withThrowingTaskGroup { group in
            group.addTask { await supervisor.run() }
            group.addTask { try await operators.run { listening.finish() } }
            group.addTask { await preparation.run() }
            group.addTask { await plan.dataPlane.certificates?.watch(logger: logger) }
            group.addTask {
                // An authority comes to see at once.
                for await _ in untilServing {}
                await plan.certificateKeeper?.run(logger: logger)
            }
            group.addTask {
                // Who is answered on `/healthz` may ask `/status` next.
                for await _ in untilListening {}
                try Task.checkCancellation()
                var facts = facts
                facts.addresses = try await server.start()
                serving.finish()
                facts.secureAddresses = server.secureEndpoints
                await onReady(facts)
                try? await gracefulShutdown()
                await end(server, supervisor)
                throw Ended()
            }
            for try await _ in group {}
        }
    }

    /// As whoever moves log files away expects it.
    private static func reopenOnHangUp(_ log: AccessLog) async {
        for await _ in await UnixSignalsSequence(trapping: .sighup) { log.reopen() }
    }

    /// Requests in line are refused, those with a worker are finished.
    private func end(_ server: ProxyServer, _ supervisor: FleetSupervisor) async {
        logger.info("shutting down", metadata: ["workers": "\(plan.onExit)"])
        await server.stopAccepting()
        await supervisor.close(stopsWorkers: false)
        await server.drain(within: plan.drainTimeout)
        if plan.onExit == .stop { await supervisor.close(stopsWorkers: true) }
    }

    private var processSettings: ProcessEngineSettings {
        ProcessEngineSettings(
            owner: plan.owner,
            stateFolder: plan.processFolder,
            guardPath: plan.guardPath,
            environment: plan.environment
        )
    }
}
