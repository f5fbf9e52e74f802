// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// Whom the data plane asks how to answer an ACME authority that wants to see that a name leads here (HTTP-01).
package protocol ChallengeAnswers: Sendable {
    /// At once, without waiting for anybody. Nil: no challenge with this token is under way.
    func answer(to token: String) -> String?
}
