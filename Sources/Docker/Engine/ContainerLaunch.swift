// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Fleet

/// One launch of one worker, from whatever is there to a container that runs.
struct ContainerLaunch {
    let api: DockerAPI
    private var plan: ContainerPlan
    /// The same with the guard uploaded; nil: there is no choice, or it has been made.
    private var fallback: ContainerPlan?
    let delivery: GuardDelivery
    let watches: MemoryKillWatches
    let name: ObjectName
    let network: ObjectName
    let settings: DockerEngineSettings
    let grace: Duration
    private var times: LapTimes
    /// Once: a container that cannot be started twice in a row is not saved by a third one.
    private var mayRemake = true

    init(
        api: DockerAPI,
        plan: ContainerPlan,
        fallback: ContainerPlan?,
        delivery: GuardDelivery,
        watches: MemoryKillWatches,
        settings: DockerEngineSettings,
        grace: Duration,
        times: LapTimes
    ) throws(EngineError) {
        self.times = times
        self.api = api
        self.plan = plan
        self.fallback = fallback
        self.delivery = delivery
        self.watches = watches
        self.settings = settings
        self.grace = grace
        name = try ObjectName(plan.service.text, kind: "container")
        network = try ObjectName(settings.network, kind: "network")
    }

    mutating func run() async throws(EngineError) -> LaunchedWorker {
        // Each round but the last one has taken something out of the way; many rounds mean that somebody works against us.
        for round in 1...20 {
            let existing = try await api.container(named: name)
            times.lap("inspect")
            switch LaunchDecision(existing: existing, plan: plan, owner: settings.owner) {
            case .refuse(let error):
                throw error
            case .use(let id):
                if let worker = try await running(id, wasReused: true, isStarted: false) { return worker }
            case .unpause(let id):
                try await api.unpause(id)
            case .start(let id):
                _ = try plan.records?.make(for: plan.service)
                if try await start(id), let worker = try await running(id, wasReused: true) { return worker }
            case .replace(let id, let isRunning):
                if isRunning { try await api.stop(id, grace: grace) }
                try await api.remove(id)
                times.lap("replace")
            case .wait:
                try await pause(.milliseconds(25 * Int64(round)))
            case .create:
                if let id = try await create(), try await start(id),
                    let worker = try await running(id, wasReused: false)
                {
                    return worker
                }
            }
        }
        throw EngineError(
            .broken,
            "cannot start '\(plan.service)': its container keeps changing; does something else manage it?"
        )
    }

    /// Nil: another round may do better: somebody made a container of that name meanwhile, or the guard has to come in otherwise.
    private mutating func create() async throws(EngineError) -> ContainerID? {
        _ = try plan.records?.make(for: plan.service)
        let (reply, call) = try await api.create(plan.request, named: name)
        times.lap("create")
        if reply.status == 409 { return nil }
        guard reply.isSuccess else {
            if reply.status == 400, reply.message.contains("bind source path"), uploadInstead() { return nil }
            guard reply.status == 404 else { throw reply.refusal(of: call) }
            throw EngineError(
                .imageMissing,
                "cannot start '\(plan.service)': image '\(plan.request.image)' is not on this host and could not be pulled yet; pull it with: docker pull \(plan.request.image)"
            )
        }
        guard let id = ContainerID(try reply.decoded(as: CreatedReply.self, for: call).id) else {
            throw EngineError(.broken, "cannot \(call.purpose): the engine gave no proper id")
        }
        if let upload = plan.upload {
            do throws(EngineError) {
                try await api.upload(upload.archive, to: id, of: plan.service)
                times.lap("guard")
            } catch {
                // Without its guard it must never be started.
                try? await api.remove(id)
                throw error
            }
        }
        return id
    }

    /// Whether it has started; false: it was removed, and another one may do better.
    private mutating func start(_ id: ContainerID) async throws(EngineError) -> Bool {
        let reply = try await api.start(id, of: plan.service)
        times.lap("start")
        guard let refusal = StartRefusal(reply, service: plan.service) else { return true }
        // It holds nothing but a failed start; the next try makes its own.
        try? await api.remove(id)
        // Such as a file system whose programs the engine may not run.
        if refusal.error.message.contains(GuardBinary.pathInContainer), uploadInstead() { return false }
        guard refusal.isWorthRemaking, mayRemake else { throw refusal.error }
        mayRemake = false
        try await api.ensureNetwork(network)
        return false
    }

    /// Whether there is another way in for the guard, which is then taken from now on.
    private mutating func uploadInstead() -> Bool {
        guard let fallback else { return false }
        delivery.mountFailed()
        plan = fallback
        self.fallback = nil
        return true
    }

    /// Asks for the address after each start: the engine gives the same one to others meanwhile.
    private mutating func running(
        _ id: ContainerID,
        wasReused: Bool,
        isStarted: Bool = true
    ) async throws(EngineError) -> LaunchedWorker? {
        // Part of the start: a busy engine keeps the container to itself for a while after it.
        let inspection = try await api.container(id, deadline: EngineCall.longDeadline)
        times.lap("address")
        guard let inspection else { return nil }
        if isStarted && settings.address.isLocal { watches.begin(of: id, inspection.state) }
        let endpoint = WorkerEndpoint(settings: settings, port: plan.port).found(
            in: inspection.networkSettings,
            published: inspection.networkSettings?.publishedPort(of: plan.port)
        )
        if endpoint == nil, inspection.state?.status == "running" {
            throw EngineError(
                .broken,
                "cannot reach '\(plan.service)': its container \(id.short) has no address on network '\(network.text)'; "
                    + "was it disconnected? remove it with: docker rm -f \(name.text)"
            )
        }
        return LaunchedWorker(
            id: id.worker,
            endpoint: endpoint ?? WorkerEndpoint.nobody,
            wasReused: wasReused,
            isForwarded: settings.connectMode == .hostPort,
            parts: times.parts
        )
    }

    private func pause(_ duration: Duration) async throws(EngineError) {
        do {
            try await Task.sleep(for: duration)
        } catch {
            throw EngineError(.unavailable, "cannot start '\(plan.service)': given up by the caller")
        }
    }
}
