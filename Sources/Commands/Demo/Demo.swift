// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Docker
internal import Fleet
internal import Glibc
internal import Logging
internal import Processes
internal import Proxy
internal import ServiceLifecycle
internal import Settings

/// The demo from its first line to its last: makes a proxy and its workers, shows the steps, and removes what it made.
struct Demo: ServiceLifecycle.Service {
    let choice: DemoEngine?
    let environment: [String: String]
    private let name = "plimsoll-demo-\(getpid())"
    private let report = DemoReport()

    init(choice: DemoEngine?, environment: [String: String]) {
        self.choice = choice
        self.environment = environment
    }

    func run() async throws {
        let folder = try DemoFolder(name: name)
        defer { folder.remove() }
        guard let python = PythonOnHost(environment: environment) else {
            throw DemoFailure(
                "python3 is needed for the demo's worker and is not on this machine; type: apt-get install python3"
            )
        }
        guard let guardPath = GuardBinary.find(environment: environment) else {
            throw DemoFailure(
                "there is no static plimsoll-guard beside this program; type: make guard, or name it in PLIMSOLL_GUARD"
            )
        }
        let docker = DockerEngineSettings(
            address: try EngineAddress(environment: environment) { access($0, F_OK) == 0 },
            network: name,
            owner: name,
            guardPath: guardPath
        )
        let processes = ProcessEngineSettings(
            owner: name,
            stateFolder: folder.path,
            guardPath: guardPath,
            environment: environment
        )
        let scene = DemoScene(docker: docker, processes: processes, python: python, name: name)
        let stage = try await scene.build(choice)
        report.say("workers run on \(stage.description)")

        let plan = DaemonPlan(
            services: stage.services,
            dataPlane: DataPlaneSettings(listen: [.tcp(host: "127.0.0.1", port: 0)], token: TokenDigest(Secret(name))),
            docker: docker,
            processFolder: folder.path,
            recordFolder: folder.path + "/guards",
            operatorSocket: folder.path + "/operator.sock",
            guardPath: guardPath,
            environment: environment,
            owner: name,
            onExit: .stop,
            drainTimeout: .seconds(2)
        )
        // Shown to the end or cut short: what was made is removed, by a task that the cut does not reach.
        let outcome = await Result { try await cancelWhenGracefulShutdown { try await show(stage, plan) } }
        let removed = await Task { await scene.remove() }.value
        report.say("removed: \(removed)")
        do {
            try outcome.get()
            report.say("every step was seen to happen")
        } catch is CancellationError {
            throw DemoFailure("interrupted")
        }
    }

    private func show(_ stage: DemoStage, _ plan: DaemonPlan) async throws {
        let (ready, sender) = AsyncStream<DaemonFacts>.makeStream()
        let daemon = Daemon(plan: plan, logger: Logger.silent) { facts in
            sender.yield(facts)
            sender.finish()
        }
        try await withThrowingTaskGroup { group in
            group.addTask {
                try await daemon.run()
                throw DemoFailure("the proxy ended before its time")
            }
            group.addTask {
                for await facts in ready {
                    guard case .tcp(_, let port)? = facts.addresses.first else { break }
                    report.say("a Python worker, limited to 256 MiB and 1 CPU, behind http://127.0.0.1:\(port)")
                    let client = DemoClient(base: "http://127.0.0.1:\(port)", token: name)
                    let steps = DemoSteps(client: client, supervisor: facts.supervisor, stage: stage, report: report)
                    try await steps.run()
                    return
                }
                throw CancellationError()
            }
            defer { group.cancelAll() }
            try await group.next()
        }
    }
}

extension Result where Failure == any Error {
    fileprivate init(_ body: () async throws -> Success) async {
        do {
            self = .success(try await body())
        } catch {
            self = .failure(error)
        }
    }
}
