// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// Why a proxy did not do what an operator asked.
package struct OperatorClientError: Error, Hashable, Sendable {
    package enum Reason: Hashable, Sendable {
        case badAddress
        case nobodyAnswers
        case permissionDenied
        /// The file of the authorities to trust cannot be used.
        case badCAFile
        /// It has a certificate that is not trusted, or is for another name.
        case untrusted
        case timedOut
        /// The token is missing or wrong.
        case unauthorized
        /// It answers, but not as a proxy of ours does.
        case notAProxy
        /// The proxy says why it did not do it.
        case refused(ErrorReport)
    }

    package var reason: Reason
    /// What was tried, what came of it, and what to do: lower case, no full stop. May quote the other side.
    package var message: String

    package init(_ reason: Reason, _ message: String) {
        self.reason = reason
        self.message = message
    }
}

extension OperatorClientError: CustomStringConvertible {
    package var description: String { message }
}
