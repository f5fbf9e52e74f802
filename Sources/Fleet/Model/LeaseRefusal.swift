// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// Why a request was not let through to a worker.
package struct LeaseRefusal: Error, Hashable, Sendable {
    package enum Reason: String, Hashable, Sendable {
        case lineFull = "queue_full"
        /// The worker ended before it answered.
        case workerCrashed = "worker_crashed"
        /// Not ready within `startTimeout`.
        case startTimedOut = "worker_start_timeout"
        case startFailed = "worker_start_failed"
        case engineUnavailable = "engine_unavailable"
        case imageMissing = "image_missing"
        case nameTaken = "name_conflict"
        case specInvalid = "worker_spec_invalid"
        /// The client went away.
        case cancelled = "cancelled"
        case shuttingDown = "shutting_down"
        case unknownService = "unknown_service"
    }

    package var reason: Reason
    /// What happened and what to do: lower case, no full stop.
    package var message: String
    /// What somebody without the proxy's token is told in its place: an engine's words name files and programs of this host. Nil: the
    /// message itself.
    package var publicMessage: String?
    package var retryAfter: Duration?
    /// Last lines of the worker's log: only for who holds the proxy's token.
    package var logTail: [String]

    package init(_ reason: Reason, _ message: String, retryAfter: Duration? = nil, logTail: [String] = []) {
        self.reason = reason
        self.message = message
        self.retryAfter = retryAfter
        self.logTail = logTail
    }
}

extension LeaseRefusal {
    /// What an engine's failure means to a request.
    package init(_ error: EngineError, retryAfter: Duration?) {
        let reason: Reason =
            switch error.reason {
            case .unavailable, .permissionDenied, .timedOut: .engineUnavailable
            case .imageMissing: .imageMissing
            case .nameTaken: .nameTaken
            case .invalidSpec: .specInvalid
            case .noSpace, .gone, .broken: .startFailed
            }
        self.init(reason, error.message, retryAfter: retryAfter)
        publicMessage = "the worker cannot be started now; its operator finds the reason in: plimsoll status"
    }

    /// A worker ended before it could serve.
    /// - Parameter hadAnswered: it answered once, and ended so soon that it counts as not started.
    init(crashOf exit: WorkerExit, of service: ServiceName, hadAnswered: Bool = false, log: [String]) {
        let how =
            switch exit.verdict {
            case .exited: exit.status.map { "exited with status \($0)" } ?? "exited"
            case .oomKilled: "was killed by the kernel for want of memory"
            case .killed: "was killed by a signal" + (exit.status.map { " (status \($0))" } ?? "")
            case .lost: "disappeared"
            }
        let when = hadAnswered ? "right after its start" : "while starting"
        let advice = exit.verdict == .oomKilled ? "raise its mem_limit" : "see: plimsoll logs \(service)"
        self.init(.workerCrashed, "the worker \(how) \(when); \(advice)", logTail: log)
    }
}
