// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// Where an authority takes what: RFC 8555, section 7.1.1.
struct DirectoryDocument: Decodable, Hashable, Sendable {
    struct Meta: Decodable, Hashable, Sendable {
        var termsOfService: String?
        var externalAccountRequired: Bool?
    }

    var newNonce: String
    var newAccount: String
    var newOrder: String
    var meta: Meta?
}
