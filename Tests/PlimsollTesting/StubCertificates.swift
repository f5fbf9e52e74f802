// Plimsoll
// SPDX-License-Identifier: Apache-2.0

package import Fleet

/// Certificates that stand as they were told to.
package struct StubCertificates: CertificateReporting {
    private let statuses: [CertificateStatus]

    package init(_ statuses: [CertificateStatus] = CertificateStatus.samples) {
        self.statuses = statuses
    }

    package func certificates() -> [CertificateStatus] { statuses }
}
