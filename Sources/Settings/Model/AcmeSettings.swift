// Plimsoll
// SPDX-License-Identifier: Apache-2.0

package import Fleet

/// How a certificate is got from an authority. The authority's terms are agreed to.
package struct AcmeSettings: Hashable, Sendable {
    /// What the certificate is for, in lower case; never empty once a file was loaded.
    package var names: [String] = []
    /// The URL of the authority's directory.
    package var directory = AcmeSettings.letsEncrypt
    /// A file with the root that the authority is trusted by. Nil: what the system trusts.
    package var root: String?
    /// The account that one has there by other means, and its key in base64url. Both or neither.
    package var externalID: String?
    package var externalKey: Secret?

    package static let letsEncrypt = "https://acme-v02.api.letsencrypt.org/directory"

    /// Authorities by the names that users know.
    static let known = [
        "letsencrypt": letsEncrypt,
        "staging": "https://acme-staging-v02.api.letsencrypt.org/directory",
        "zerossl": "https://acme.zerossl.com/v2/DV90",
        "google": "https://dv.acme-v02.api.pki.goog/directory",
    ]

    package init() {}

    /// Whether it is asked of one that everybody trusts, and that looks names up on the internet.
    var isOfPublicAuthority: Bool { Self.known.values.contains(directory) }
}
