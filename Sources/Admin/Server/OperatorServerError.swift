// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// Why the operator's socket cannot be opened.
package struct OperatorServerError: Error, Hashable, Sendable {
    package enum Reason: Hashable, Sendable {
        /// Another proxy listens there.
        case inUse
        /// Something that is not a socket is there.
        case notASocket
        case pathTooLong
        /// The folder belongs to somebody who could read along.
        case untrustedFolder
        case cannotCreate
    }

    package var reason: Reason
    /// What was tried, what came of it, and what to do: lower case, no full stop.
    package var message: String

    init(_ reason: Reason, _ message: String) {
        self.reason = reason
        self.message = message
    }
}

extension OperatorServerError: CustomStringConvertible {
    package var description: String { message }
}
