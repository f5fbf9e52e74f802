// Plimsoll
// SPDX-License-Identifier: Apache-2.0

package import Fleet
package import Logging

/// Runs workers as containers of one Docker engine.
///
/// It keeps nothing about workers: which there are, and made of what, is read from the engine each time.
package struct DockerEngine: ContainerEngine {
    let settings: DockerEngineSettings
    let api: DockerAPI
    let guardBinary: GuardBinary?
    let guardDelivery: GuardDelivery
    /// Where guards of containers of this host tell of themselves. Nil: in their containers.
    let records: (any GuardRecordFiles)?
    let missingImages = MissingImages()
    let memoryKillWatches = MemoryKillWatches()
    let time: any TimeSource
    let log: Logger

    /// Reads the guard's program; the engine itself is asked nothing yet.
    package init(
        settings: DockerEngineSettings,
        records: (any GuardRecordFiles)? = nil,
        logger: Logger,
        time: any TimeSource = SystemTime()
    ) throws(EngineError) {
        self.settings = settings
        self.records = records
        self.time = time
        log = logger
        api = DockerAPI(transport: EngineTransport(address: settings.address))
        guardDelivery = GuardDelivery(api: api)
        if let path = settings.guardPath {
            guardBinary = try GuardBinary(path: path)
        } else {
            guardBinary = nil
        }
    }

    package var name: String { "docker" }

    /// Whether an engine answers that can be used, within about a second: throws why not.
    package func probe() async throws(EngineError) {
        try await api.transport.ping()
    }

    package func launch(_ service: ServiceDefinition) async throws(EngineError) -> LaunchedWorker {
        // An engine that hangs is found out before a request has waited long.
        var times = LapTimes()
        try await api.transport.ping()
        times.lap("ping")
        let image = try await image(for: service)
        times.lap("image")
        let way: GuardDelivery.Way = guardBinary == nil ? .upload : await guardDelivery.way()
        let plan = try ContainerPlan(
            service,
            on: image,
            with: guardBinary,
            by: way,
            settings: settings,
            records: records
        )
        var launch = try ContainerLaunch(
            api: api,
            plan: plan,
            fallback: plan.mountsGuardByChoice
                ? try ContainerPlan(
                    service,
                    on: image,
                    with: guardBinary,
                    by: .upload,
                    settings: settings,
                    records: records
                ) : nil,
            delivery: guardDelivery,
            watches: memoryKillWatches,
            settings: settings,
            grace: service.stopTimeout,
            times: times
        )
        return try await launch.run()
    }

    package func stop(_ worker: WorkerID, grace: Duration) async throws(EngineError) {
        guard let id = ContainerID(worker.text) else { return }
        try await api.stop(id, grace: grace)
    }

    package func remove(_ worker: WorkerID) async throws(EngineError) {
        guard let id = ContainerID(worker.text) else { return }
        try await api.remove(id)
    }

    package func log(of worker: WorkerID, lines: Int) async throws(EngineError) -> [String] {
        guard let id = ContainerID(worker.text) else {
            throw EngineError(.gone, "cannot read the log of '\(worker.text.singleLine)': there is no such container")
        }
        return lines > 0 ? try await api.log(of: id, lines: lines) : []
    }

    /// The plan for `service` on the image that is there now, whichever way its guard comes in.
    func plan(for service: ServiceDefinition) async throws(EngineError) -> ContainerPlan {
        try ContainerPlan(
            service,
            on: try await image(for: service),
            with: guardBinary,
            settings: settings,
            records: records
        )
    }

    private func image(for service: ServiceDefinition) async throws(EngineError) -> ImageInspection {
        guard case .container(let spec) = service.workload else {
            throw EngineError(.invalidSpec, "cannot start '\(service.name)' in Docker: it has no image")
        }
        let reference = try ImageReference(spec.image)
        let missing = EngineError(
            .imageMissing,
            "cannot start '\(service.name)': image '\(spec.image)' is not on this host\(spec.pull == .never ? "" : " and could not be pulled yet"); pull it with: docker pull \(spec.image)"
        )
        if missingImages.contains(reference, at: time.now) { throw missing }
        guard let image = try await api.image(reference) else {
            missingImages.remember(reference, at: time.now)
            throw missing
        }
        return image
    }
}
