// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// Where a certificate and its key lie, both PEM.
package struct CertificateFiles: Hashable, Sendable {
    /// The certificate first, then those that lead to its root.
    package var chain: String
    package var key: String

    package init(chain: String, key: String) {
        self.chain = chain
        self.key = key
    }
}
