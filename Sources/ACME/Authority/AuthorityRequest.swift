// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// One request to an authority.
struct AuthorityRequest: Hashable, Sendable {
    enum Method: Hashable, Sendable {
        case get, head
        /// With a signed body.
        case post(String)
    }

    var method: Method
    var url: String
    /// The longest answer that is taken, in bytes.
    var mostBytes = 64 << 10
    var accepts = "application/json"
}
