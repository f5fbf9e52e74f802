// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Capacity
internal import Fleet

extension ServiceDraft {
    /// The whole service; nil after reporting why it cannot be one.
    func definition(_ block: Block<ServiceKey>, _ global: ProxySettings, _ report: inout Report) -> ServiceDefinition? {
        guard let name else {
            if block.isAbsent(.name) {
                report.error("name-missing", block.place, "a service has no name", hint: "add name: my-service")
            }
            return nil
        }
        checkLimits(block, &report)
        guard let workload = workload(name, block, &report) else { return nil }
        reportWithoutEffect(workload, name, block, global, &report)
        var service = ServiceDefinition(
            name: name,
            route: RouteRule(
                path: path ?? "/",
                stripsPrefix: stripsPrefix,
                hosts: hosts,
                rewritesResponses: rewritesResponses
            ),
            workload: workload,
            limits: limits,
            environment: environment,
            readiness: readiness ?? .portAccepts,
            idleTimeout: idleTimeout ?? global.idleTimeout,
            startTimeout: startTimeout ?? .seconds(120),
            stopTimeout: stopTimeout ?? .seconds(10),
            lineCapacity: lineCapacity ?? 100,
            concurrency: concurrency,
            access: access,
            workerToken: workerToken,
            tunnelIdleTimeout: tunnelIdleTimeout(of: workload, global),
            drainTimeout: global.times.drain
        )
        service.guarding = guarding ?? GuardSettings()
        service.clientRate = clientRate
        if let clientBurst {
            service.clientRate?.burst = clientBurst
            if clientRate == nil { report.burstAlone(block.place(of: .clientBurst)) }
        }
        service.workerProtocol = workerProtocol
        if workerProtocol == .h2c, case .answers(let path, let status) = service.readiness {
            service.readiness = .answersInHTTP2(path: path, status: status)
        }
        return service
    }

    /// What is only routed to is never put to sleep, and so nothing need end for it.
    private func tunnelIdleTimeout(of workload: Workload, _ global: ProxySettings) -> Duration? {
        if let given = tunnelIdleTimeout ?? global.tunnelIdleTimeout { return given }
        if case .upstream = workload { return nil }
        return idleTimeout ?? global.idleTimeout
    }

    private func workload(_ name: ServiceName, _ block: Block<ServiceKey>, _ report: inout Report) -> Workload? {
        if let upstream {
            for key in [ServiceKey.image, .command] where !block.isAbsent(key) {
                report.error(
                    "workload-conflict",
                    block.place(of: key),
                    "'\(name)' has upstream and \(key.rawValue): an upstream is never started",
                    hint: "keep one of them"
                )
                return nil
            }
            return .upstream(upstream)
        }
        if let image {
            guard name.text.utf8.count > 1 else {
                report.error(
                    "invalid-value",
                    block.place(of: .name),
                    "name is too short for a container: Docker wants two characters"
                )
                return nil
            }
            return .container(container(image))
        }
        // A key that is there but broken was reported already.
        guard block.isAbsent(.image), block.isAbsent(.upstream) else { return nil }
        if let command {
            let port = internalPort ?? environment["PORT"].flatMap { Int($0) }
            return .process(ProcessSpec(command: command, workingDirectory: workingDirectory, port: port))
        }
        if block.isAbsent(.command) {
            report.error(
                "workload-missing",
                block.place,
                "'\(name)' says nothing to run",
                hint: "add image: name:tag, command: [program], or upstream: http://host:port"
            )
        }
        return nil
    }

    private func container(_ image: String) -> ContainerSpec {
        ContainerSpec(
            image: image,
            pull: pull,
            command: command,
            entrypoint: entrypoint,
            workingDirectory: workingDirectory,
            user: user,
            mounts: mounts,
            tmpfs: tmpfs,
            isReadOnly: isReadOnly,
            droppedCapabilities: droppedCapabilities,
            gpus: gpus,
            internalPort: internalPort,
            hostPort: hostPort
        )
    }

    private func checkLimits(_ block: Block<ServiceKey>, _ report: inout Report) {
        // The engine refuses less, and no program starts in it.
        if let memory = limits.memory, memory < .mebibytes(6) {
            report.error("invalid-value", block.place(of: .memoryLimit), "mem_limit must be at least 6m, not \(memory)")
        }
        if let both = limits.memoryAndSwap {
            let place = block.place(of: .memoryAndSwapLimit)
            if let memory = limits.memory {
                if both < memory {
                    report.error(
                        "invalid-value",
                        place,
                        "memswap_limit (\(both)) is below mem_limit (\(memory)): it counts memory and swap together",
                        hint: "leave it out for no swap"
                    )
                }
            } else if block.isAbsent(.memoryLimit) {
                report.error("invalid-value", place, "memswap_limit needs mem_limit beside it")
            }
        }
        if let most = memoryLimitMax, let memory = limits.memory, most < memory {
            report.error("invalid-value", block.place(of: .memoryLimitMax), "mem_limit_max is below mem_limit")
        }
    }

    private func reportWithoutEffect(
        _ workload: Workload,
        _ name: ServiceName,
        _ block: Block<ServiceKey>,
        _ global: ProxySettings,
        _ report: inout Report
    ) {
        let container: [ServiceKey] = [
            .entrypoint, .volumes, .tmpfs, .user, .readOnly, .droppedCapabilities, .gpus, .sharedMemorySize, .pull,
            .hostPort,
        ]
        let idle: [ServiceKey]
        let reason: String
        switch workload {
        case .container:
            idle = global.connectMode == .hostPort ? [] : [.hostPort]
            reason = "it is used only with connect_mode: host_port"
        case .process:
            idle = container
            reason = "'\(name)' is a local process, not a container"
        case .upstream:
            idle =
                container + [
                    .workingDirectory, .environment, .internalPort, .memoryLimit, .memoryReservation,
                    .memoryAndSwapLimit,
                    .processesLimit, .cpus, .guard, .readiness, .idleTimeout, .startTimeout, .stopTimeout,
                ]
            reason = "'\(name)' is an upstream, which is only routed to"
        }
        for key in idle where !block.isAbsent(key) {
            report.notice(.withoutEffect, block.place(of: key), "\(key.rawValue) has no effect: \(reason)")
        }
    }
}
