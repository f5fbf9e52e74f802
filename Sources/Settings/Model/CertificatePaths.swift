// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// The files of one certificate, as the user named them.
package struct CertificatePaths: Hashable, Sendable {
    package var chain: String
    package var key: String
    /// Which key of `global:` names its key.
    package var source: String

    package init(chain: String, key: String, source: String) {
        self.chain = chain
        self.key = key
        self.source = source
    }
}
