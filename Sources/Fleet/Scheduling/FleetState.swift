// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import DequeModule

/// Every service, its worker and its line, as one value: what happened goes in, what is to be done comes out.
package struct FleetState: Sendable {
    var records: [ServiceName: ServiceRecord] = [:]
    /// The services in the order of the configuration.
    package let order: [ServiceName]
    var isClosing = false
    var nextEpoch: UInt64 = 1
    var survey = Survey()
    var engineTroubles: [String: EngineError] = [:]
    let surveyInterval: Duration

    /// Asking the engines what they hold: at most one at a time, soon after a hint, and now and then without one.
    struct Survey: Sendable {
        var nextAt: Moment?
        /// The revisions of the services when the survey under way began; nil: none is under way.
        var revisions: [ServiceName: UInt64]?
        var isWantedAgain = false
    }

    /// - Parameter surveyInterval: how often the engines are asked without any hint.
    package init(_ services: [ServiceDefinition], surveyInterval: Duration = .seconds(30), at now: Moment) {
        order = services.map(\.name)
        self.surveyInterval = surveyInterval
        for service in services { records[service.name] = ServiceRecord(service, at: now) }
        survey.nextAt = now
    }

    /// What has to be done first: workers that are only routed to are open from the start.
    package mutating func begin(at now: Moment) -> [FleetAction] {
        var actions: [FleetAction] = []
        for name in order {
            guard let record = records[name], case .upstream(let endpoint) = record.definition.workload else {
                continue
            }
            let id = WorkerID("upstream-\(name)")
            actions.append(.openGate(LiveWorker(service: name, id: id, endpoint: endpoint, epoch: takeEpoch())))
        }
        return actions + startDueSurvey(at: now)
    }

    /// When `timePassed` is due.
    package var deadline: Moment? {
        var earliest = survey.nextAt
        for record in records.values {
            guard let deadline = record.lifecycle.deadline else { continue }
            earliest = earliest.map { min($0, deadline) } ?? deadline
        }
        return earliest
    }

    package mutating func handle(_ event: FleetEvent, at now: Moment) -> [FleetAction] {
        switch event {
        case .requestWaiting(let service, let waiter):
            return joinLine(waiter, service, wanting: .wanted, at: now)
        case .startOrdered(let service, let waiter):
            return joinLine(waiter, service, wanting: .startOrdered, at: now)
        case .stopOrdered(let service, let waiter):
            return awaitEnd(waiter, service, at: now)
        case .waiterLeft(let waiter):
            return leave(waiter)
        case .admitted(let service, let waiters):
            return leaveLine(service, waiters)
        case .roomMade(let service):
            return serveLine(service)
        case .worker(let service, let event):
            return happened(event, to: service, at: now)
        case .oomKillsSeen(let service, let worker, let count):
            if records[service]?.liveWorker?.id == worker { records[service]?.currentOOMKills = count }
            return []
        case .engineHinted:
            hinted(at: now)
            return []
        case .engineLost(let engine, let error):
            // The first sign of an outage says what happened; those that follow would only make it flicker.
            if engineTroubles[engine] == nil { engineTroubles[engine] = error }
            return []
        case .engineBack(let engine):
            engineTroubles[engine] = nil
            hinted(at: now)
            return []
        case .surveyed(let surveys):
            return surveyed(surveys, at: now)
        case .timePassed:
            return timePassed(at: now)
        case .closing:
            return close()
        }
    }

    mutating func takeEpoch() -> UInt64 {
        defer { nextEpoch += 1 }
        return nextEpoch
    }

    private mutating func timePassed(at now: Moment) -> [FleetAction] {
        var actions: [FleetAction] = []
        for name in order {
            guard let deadline = records[name]?.lifecycle.deadline, deadline <= now else { continue }
            actions += happened(.deadlinePassed, to: name, at: now)
        }
        return actions + startDueSurvey(at: now)
    }

    private mutating func close() -> [FleetAction] {
        isClosing = true
        var actions: [FleetAction] = []
        let refusal = LeaseRefusal(.shuttingDown, "the proxy is shutting down; try again soon", retryAfter: .seconds(5))
        for name in order { actions += failLine(name, refusal) }
        return actions
    }
}
