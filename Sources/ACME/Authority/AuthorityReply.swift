// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// What an authority answered: a stranger's words, of bounded length.
struct AuthorityReply: Hashable, Sendable {
    var status: Int
    /// For the next request.
    var nonce: String?
    var location: String?
    var retryAfter: Duration?
    var body: [UInt8] = []

    var isSuccess: Bool { (200..<300).contains(status) }
}
