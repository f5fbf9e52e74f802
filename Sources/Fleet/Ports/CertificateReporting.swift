// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// Whom an operator asks about certificates.
package protocol CertificateReporting: Sendable {
    /// At once, in the order of the configuration; those of an authority last.
    func certificates() -> [CertificateStatus]
}
