// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// How an authority is spoken to.
protocol AuthorityTransport: Sendable {
    /// - Throws: `AuthorityError` when there is no answer in time. One that refuses is an answer.
    func send(_ request: AuthorityRequest) async throws(AuthorityError) -> AuthorityReply
}
