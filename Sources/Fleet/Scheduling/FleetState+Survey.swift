// Plimsoll
// SPDX-License-Identifier: Apache-2.0

extension FleetState {
    /// Many hints come at once, our own doings among them: look a little later, once for all of them.
    mutating func hinted(at now: Moment) {
        let soon = now + .milliseconds(250)
        survey.nextAt = survey.nextAt.map { min($0, soon) } ?? soon
    }

    mutating func startDueSurvey(at now: Moment) -> [FleetAction] {
        guard let due = survey.nextAt, due <= now else { return [] }
        survey.nextAt = now + surveyInterval
        if survey.revisions != nil {
            survey.isWantedAgain = true
            return []
        }
        survey.revisions = records.mapValues(\.revision)
        return [.survey]
    }

    mutating func surveyed(_ surveys: [EngineSurvey], at now: Moment) -> [FleetAction] {
        guard let revisions = survey.revisions else { return [] }
        survey.revisions = nil
        var actions: [FleetAction] = []
        for engine in surveys {
            engineTroubles[engine.engine] = nil
            var found: [ServiceName: FoundWorker] = [:]
            for worker in engine.workers {
                guard engine.services.contains(worker.service) else {
                    actions.append(.retire(worker, engine: engine.engine))
                    continue
                }
                // Two for one service: an engine that names workers uniquely has none; keep the one that serves.
                guard let other = found[worker.service] else {
                    found[worker.service] = worker
                    continue
                }
                let kept = other.serves ? other : worker
                actions.append(.retire(other.serves ? worker : other, engine: engine.engine))
                found[worker.service] = kept
            }
            for name in order where engine.services.contains(name) {
                // What happened since the survey began is newer than what it saw.
                guard let record = records[name], revisions[name] == record.revision else { continue }
                records[name]?.condition = found[name]?.engineCondition ?? .notCreated
                actions += happened(.surveyed(found[name]), to: name, at: now)
            }
        }
        if survey.isWantedAgain {
            survey.isWantedAgain = false
            hinted(at: now)
        }
        return actions
    }
}

extension FoundWorker {
    fileprivate var serves: Bool {
        if case .running = condition { isCurrent } else { false }
    }

    fileprivate var engineCondition: EngineCondition {
        switch condition {
        case .created: .created
        case .running: .running
        case .paused: .paused
        case .stopped: .exited
        }
    }
}
