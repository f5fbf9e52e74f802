// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// Which authority is asked, and in whose name.
package struct AuthoritySettings: Hashable, Sendable {
    /// The URL of its directory.
    package var directory: String
    /// A file with the root it is trusted by. Nil: what this system trusts.
    package var root: String?
    /// Whom it may write to.
    package var email: String?
    package var agreesToTerms: Bool
    package var externalAccount: ExternalAccount?

    package init(
        directory: String,
        root: String? = nil,
        email: String? = nil,
        agreesToTerms: Bool,
        externalAccount: ExternalAccount? = nil
    ) {
        self.directory = directory
        self.root = root
        self.email = email
        self.agreesToTerms = agreesToTerms
        self.externalAccount = externalAccount
    }
}
