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
        /// After a failed start the next try has to wait.
        case resting = "worker_resting"
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
    /// What happened and what to do: lower case, no full stop. Safe to show to anybody who may use the route.
    package var message: String
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
