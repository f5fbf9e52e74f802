// Plimsoll
// SPDX-License-Identifier: Apache-2.0

package import Fleet

/// An account that a user has with an authority by other means, and the key it gave for it.
package struct ExternalAccount: Hashable, Sendable {
    package let id: String
    private let secret: Secret

    /// Nil: the key is not base64url.
    package init?(id: String, key: Secret) {
        guard let bytes = Base64URL.bytes(key.exposed), !bytes.isEmpty else { return nil }
        self.id = id
        secret = key
    }

    var key: [UInt8] { Base64URL.bytes(secret.exposed) ?? [] }
}
