// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Capacity
internal import Fleet

extension ServiceDraft {
    /// Reads one key's value into its field. What is wrong with it is reported, and the field stays as it was.
    mutating func read(_ key: ServiceKey, _ value: SettingValue, _ report: inout Report) {
        switch key {
        case .name: name = value.serviceName(&report)
        case .path:
            path = value.parsed(&report, as: "a path that a request can have", hint: "such as /images") {
                RoutePath.normalised($0)
            }
        case .image: image = value.image(&report)
        case .command: command = value.commandLine(&report)
        case .upstream: upstream = value.upstream(&report)
        case .internalPort: internalPort = value.port(&report)
        case .hostPort: hostPort = value.port(&report)
        case .auth: if let access = value.access(&report) { self.access = access }
        case .authToken: workerToken = value.secret(&report)
        case .environment: if let environment = value.environment(&report) { self.environment = environment }
        case .volumes: if let mounts = value.volumes(&report) { self.mounts = mounts }
        case .memoryLimit: limits.memory = value.size(&report)
        case .cpus: limits.cpus = value.cpus(&report)
        case .memoryReservation: limits.memoryReservation = value.size(&report)
        case .memoryAndSwapLimit: limits.memoryAndSwap = value.size(&report)
        case .sharedMemorySize: limits.sharedMemory = value.size(&report)
        case .processesLimit: limits.processes = value.processesLimit(&report)
        case .gpus: gpus = value.gpus(&report)
        case .tmpfs: if let tmpfs = value.tmpfs(&report) { self.tmpfs = tmpfs }
        case .user: user = value.text(&report)
        case .readOnly: if let isReadOnly = value.bool(&report) { self.isReadOnly = isReadOnly }
        case .droppedCapabilities: if let names = value.texts(&report) { droppedCapabilities = names }
        case .entrypoint: entrypoint = value.commandLine(&report)
        case .workingDirectory: workingDirectory = value.absolutePath(&report)
        case .pull: if let pull = value.choice(PullPolicy.self, &report) { self.pull = pull }
        case .stripPrefix: if let stripsPrefix = value.bool(&report) { self.stripsPrefix = stripsPrefix }
        case .idleTimeout: idleTimeout = value.idleTimeout(&report)
        case .tunnelIdleTimeout: tunnelIdleTimeout = value.limit(&report)
        case .startTimeout: startTimeout = value.deadline(&report)
        case .stopTimeout: stopTimeout = value.duration(&report)
        case .readiness: readiness = value.readiness(&report)
        case .concurrency: concurrency = value.integer(&report, in: 1...Int.max)
        case .clientRate: clientRate = value.clientRate(&report)
        case .clientBurst: clientBurst = value.integer(&report, in: 1...1_000_000)
        case .queue: lineCapacity = value.integer(&report, in: 0...1_000_000)
        case .guard: guarding = value.guarding(&report)
        case .idleAction: value.checkIdleAction(&report)
        case .dependsOn: dependencies = value.dependencies(&report)
        case .memoryLimitMax: memoryLimitMax = value.size(&report)
        case .priority: _ = value.integer(&report, in: 0...Int.max)
        case .hosts: hosts = value.hosts(&report)
        case .rewritePrefix: if let rewrites = value.bool(&report) { rewritesResponses = rewrites }
        case .workerProtocol: if let given = value.choice(WorkerProtocol.self, &report) { workerProtocol = given }
        case .wake, .hold, .ignore: value.checkRules(&report)
        }
    }
}
