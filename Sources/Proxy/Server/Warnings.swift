// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Fleet
internal import Logging
internal import NIOCore
internal import Synchronization

/// What the data plane has to say to an operator, however many clients bring it about: no client can flood the log.
final class Warnings: Sendable {
    private struct State {
        var refused = RareLine()
        var outOfSockets = RareLine()
        var loop = RareLine()
    }

    private let logger: Logger
    private let state = Mutex(State())

    init(_ logger: Logger) {
        self.logger = logger
    }

    func connectionRefused(peer: String, reason: String) {
        guard let count = state.withLock({ $0.refused.happened(at: .now()) }) else { return }
        logger.warning(
            "connection without a PROXY header that counts is refused",
            metadata: ["peer": "\(peer)", "reason": "\(reason)", "count": "\(count)"]
        )
    }

    /// - Parameter call: what the system refused, `accept` or `connect`.
    func outOfSockets(_ call: String, _ error: IOError) {
        guard let count = state.withLock({ $0.outOfSockets.happened(at: .now()) }) else { return }
        logger.warning(
            "out of file descriptors or memory for connections; those that are open go on",
            metadata: ["call": "\(call)", "reason": "\(error)", "count": "\(count)"]
        )
    }

    func loop(through service: ServiceName) {
        guard let count = state.withLock({ $0.loop.happened(at: .now()) }) else { return }
        logger.warning(
            "a request goes round: what serves it leads back to this proxy; correct its upstream",
            metadata: ["service": "\(service)", "count": "\(count)"]
        )
    }
}
