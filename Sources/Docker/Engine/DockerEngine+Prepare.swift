// Plimsoll
// SPDX-License-Identifier: Apache-2.0

package import Fleet

extension DockerEngine {
    package func prepare(
        _ services: [ServiceDefinition],
        progress: @escaping @Sendable (PreparationProgress) -> Void
    ) async throws(EngineError) -> [ServiceName: EngineError] {
        try await api.transport.ping()
        if try await api.ensureNetwork(try ObjectName(settings.network, kind: "network")) {
            progress(PreparationProgress(service: nil, message: "created network '\(settings.network)'"))
        }
        var troubles: [ServiceName: EngineError] = [:]
        // Several services of one image fetch it once.
        var fetched: [String: EngineError?] = [:]
        for service in services {
            guard case .container(let spec) = service.workload else { continue }
            do throws(EngineError) {
                _ = try ObjectName(service.name.text, kind: "container")
                let outcome: EngineError?
                if let known = fetched[spec.image] {
                    outcome = known
                } else {
                    outcome = try await fetch(spec, for: service.name, progress: progress)
                    fetched[spec.image] = .some(outcome)
                }
                if let outcome { throw outcome }
                try await checkName(of: service)
            } catch {
                // Without an engine nothing can be said about any service.
                if error.reason == .unavailable || error.reason == .permissionDenied { throw error }
                troubles[service.name] = error
            }
        }
        return troubles
    }

    /// Nil: the image is there.
    private func fetch(
        _ spec: ContainerSpec,
        for service: ServiceName,
        progress: @escaping @Sendable (PreparationProgress) -> Void
    ) async throws(EngineError) -> EngineError? {
        let reference = try ImageReference(spec.image)
        let isHere = try await api.image(reference) != nil
        let isWanted =
            switch spec.pull {
            case .never: false
            case .missing: !isHere
            case .always: true
            }
        guard isWanted else {
            if isHere {
                missingImages.forget(reference)
                return nil
            }
            return EngineError(
                .imageMissing,
                "image '\(spec.image)' is not on this host; pull it with: docker pull \(reference.withTag), or set pull: missing"
            )
        }
        progress(PreparationProgress(service: service, message: "pulling image '\(spec.image)'"))
        var pull = PullProgress(image: spec.image)
        do throws(EngineError) {
            try await api.pull(reference) { message in
                if let text = pull.heard(message, at: time.now) {
                    progress(PreparationProgress(service: service, message: text))
                }
            }
        } catch {
            if Task.isCancelled { throw error }
            if isHere {
                progress(
                    PreparationProgress(
                        service: service,
                        message:
                            "image '\(spec.image)' could not be pulled, the one on this host is used: \(error.message)"
                    )
                )
                return nil
            }
            return EngineError(
                error.reason == .timedOut ? .timedOut : .imageMissing,
                "image '\(spec.image)' is not on this host and could not be pulled: \(error.message)"
            )
        }
        missingImages.forget(reference)
        progress(PreparationProgress(service: service, message: "pulled image '\(spec.image)'"))
        return nil
    }

    /// Throws what a start would run into: a program that is not named, a container of that name that is not ours.
    private func checkName(of service: ServiceDefinition) async throws(EngineError) {
        let plan = try await plan(for: service)
        let existing = try await api.container(named: try ObjectName(service.name.text, kind: "container"))
        if case .refuse(let error) = LaunchDecision(existing: existing, plan: plan, owner: settings.owner) {
            throw error
        }
    }
}
