// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Fleet

/// What to do with the container that has a worker's name, before that worker can run.
enum LaunchDecision: Hashable {
    /// There is none: make one.
    case create
    /// It runs, with the settings that hold.
    case use(ContainerID)
    /// It is there and only has to be started.
    case start(ContainerID)
    case unpause(ContainerID)
    /// It was made of other settings, or never finished. `isRunning`: it has to be stopped first.
    case replace(ContainerID, isRunning: Bool)
    /// The engine is about to remove it: look again soon.
    case wait
    case refuse(EngineError)

    init(existing: ContainerInspection?, plan: ContainerPlan, owner: String) {
        guard let existing else {
            self = .create
            return
        }
        guard let id = ContainerID(existing.id) else {
            self = .refuse(
                EngineError(.broken, "cannot start '\(plan.service)': the engine gave its container no proper id")
            )
            return
        }
        let labels = existing.config?.labels ?? [:]
        guard labels[WorkerLabels.service] == plan.service.text, labels[WorkerLabels.owner] == owner else {
            self = .refuse(Self.nameTaken(plan.service, by: id, labels: labels))
            return
        }
        let isCurrent = labels[WorkerLabels.config] == plan.hash
        switch existing.state?.status {
        case "running", "restarting":
            self = isCurrent ? .use(id) : .replace(id, isRunning: true)
        case "paused":
            self = isCurrent ? .unpause(id) : .replace(id, isRunning: true)
        case "exited":
            self = isCurrent ? .start(id) : .replace(id, isRunning: false)
        case "removing":
            self = .wait
        default:
            // `created`: whoever made it did not come to start it, so it may lack its guard. `dead`: it cannot be started.
            self = .replace(id, isRunning: false)
        }
    }

    private static func nameTaken(_ service: ServiceName, by id: ContainerID, labels: [String: String]) -> EngineError {
        let container = "container '\(service)' (\(id.short))"
        if let other = labels[WorkerLabels.owner], labels[WorkerLabels.service] != nil {
            return EngineError(
                .nameTaken,
                "cannot start '\(service)': \(container) belongs to another Plimsoll proxy (\(other.singleLine)); "
                    + "stop that proxy, or rename the service"
            )
        }
        if labels[WorkerLabels.nodeToolManaged] == "true" {
            return EngineError(
                .nameTaken,
                "cannot start '\(service)': \(container) was made by NodeTool's own proxy; stop that proxy, then remove it with: "
                    + "docker rm -f \(service)"
            )
        }
        return EngineError(
            .nameTaken,
            "cannot start '\(service)': \(container) has that name and is not ours, so it is left alone; "
                + "rename the service, or remove it with: docker rm -f \(service)"
        )
    }
}
