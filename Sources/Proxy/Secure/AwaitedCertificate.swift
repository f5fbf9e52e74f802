// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// A certificate that somebody is getting: its files may not be there yet.
package struct AwaitedCertificate: Hashable, Sendable {
    package var files: CertificateFiles
    /// What it will be for, in lower case.
    package var names: [String]

    package init(files: CertificateFiles, names: [String]) {
        self.files = files
        self.names = names
    }
}
