// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// One worker's state machine: what happened goes in, what is to be done comes out.
///
/// It holds no clock and does nothing itself. Each order that takes time carries a `turn`; what comes back from an older turn
/// than the present one is void. So a stop can never race a start: there is one writer, and it is this value.
package struct WorkerLifecycle: Sendable {
    package internal(set) var state: State = .asleep
    /// Counts the orders that take time.
    var turn: UInt64 = 0
    /// Counts the watches over a worker's end.
    var run: UInt64 = 0
    /// Failed starts in a row.
    var failures = 0
    package let service: ServiceName
    let policy: Policy

    /// The settings of a service that its worker's life depends on.
    package struct Policy: Hashable, Sendable {
        package var idleTimeout: Duration?
        package var startTimeout: Duration
        package var readiness: Readiness
        package var stopTimeout: Duration
        /// How long requests may go on after a stop was ordered.
        package var drainTimeout: Duration

        package init(_ definition: ServiceDefinition) {
            idleTimeout = definition.idleTimeout
            startTimeout = definition.startTimeout
            readiness = definition.readiness
            stopTimeout = definition.stopTimeout
            drainTimeout = definition.drainTimeout
        }
    }

    package enum State: Sendable {
        case asleep
        case starting(Start)
        case ready(Readied)
        /// Somebody paused it at the engine; the next request wakes it.
        case paused(WorkerID)
        case draining(Draining)
        case resting(Rest)
    }

    package struct Start: Sendable {
        package enum Phase: Sendable {
            case launching
            case probing(LaunchedWorker, since: Moment)
        }

        package let since: Moment
        package var phase: Phase
        /// It had served for a while when it stopped answering: its end is then no failed start.
        package var hadStood = false
        /// Where it listens, if that was looked up.
        var listeners: [Endpoint] = []
    }

    package struct Readied: Sendable {
        package let worker: LiveWorker
        package let since: Moment
        /// When to look whether it has been idle long enough.
        package var idleCheck: Moment?

        /// One that ends as soon as it answers would be started again for each request, as fast as it can crash.
        func hasStood(at now: Moment) -> Bool { now - since >= .seconds(1) }
    }

    package struct Draining: Sendable {
        package enum Phase: Sendable {
            /// The engine has not yet said what became of the start that is no longer wanted.
            case launching
            /// Requests go on; newcomers wait in line for the next worker.
            case leased(LiveWorker, until: Moment)
            case stopping(WorkerID)
            /// The engine could not stop it; tried again at `retryAt`.
            case stuck(WorkerID, EngineError, retryAt: Moment)
        }

        package var phase: Phase
        /// Why the start was given up, if that is why it drains: it rests afterwards.
        package var failure: LeaseRefusal?
    }

    package struct Rest: Sendable {
        package let until: Moment
        package let failure: LeaseRefusal
    }

    package init(service: ServiceName, policy: Policy) {
        self.service = service
        self.policy = policy
    }

    /// When `deadlinePassed` is due. Nil: it waits for nothing.
    package var deadline: Moment? {
        switch state {
        case .asleep, .paused: nil
        case .starting(let start): start.since + policy.startTimeout
        case .ready(let readied): readied.idleCheck
        case .resting(let rest): rest.until
        case .draining(let draining):
            switch draining.phase {
            case .launching, .stopping: nil
            case .leased(_, let until): until
            case .stuck(_, _, let retryAt): retryAt
            }
        }
    }
}
