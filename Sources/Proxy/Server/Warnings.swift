// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Logging
internal import NIOCore
internal import Synchronization

/// What the data plane has to say to an operator, however many clients bring it about: no client can flood the log.
final class Warnings: Sendable {
    private struct State {
        var refused = RareLine()
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
}
