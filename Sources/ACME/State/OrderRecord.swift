// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// An order that is under way, as it is kept: with the key, that a certificate made for it is not lost.
struct OrderRecord: Codable, Hashable, Sendable {
    var names: [String]
    var url: String
    /// PEM.
    var key: String
}
