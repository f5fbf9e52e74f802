// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// An account as it is kept.
struct AccountRecord: Sendable {
    var key: AccountKey
    /// Nil: the authority has not said yet that it has it.
    var url: String?
    var contact: String?
}

extension AccountRecord {
    /// Its form on disk.
    struct Wire: Codable {
        var key: String
        var url: String?
        var contact: String?
    }

    init(_ wire: Wire) throws {
        self.init(key: try AccountKey(pem: wire.key), url: wire.url, contact: wire.contact)
    }

    var wire: Wire { Wire(key: key.pem, url: url, contact: contact) }
}
