// Plimsoll
// SPDX-License-Identifier: Apache-2.0

package import Fleet

/// One certificate as every report shows it. Nil is sent as `null`: not there yet, or it does not apply.
package struct CertificateReport: Codable, Hashable, Sendable {
    package var names: [String]
    /// `file` or `acme`.
    package var source: String
    /// Seconds since 1970.
    package var notAfterEpoch: Int64?
    package var nextRenewalEpoch: Int64?
    package var trouble: String?

    private enum CodingKeys: String, CodingKey {
        case names, source
        case notAfterEpoch = "not_after_epoch"
        case nextRenewalEpoch = "next_renewal_epoch"
        case trouble
    }

    package init(_ status: CertificateStatus) {
        names = status.names
        source = status.source.rawValue
        notAfterEpoch = status.validUntil?.components.seconds
        nextRenewalEpoch = status.nextRenewal?.components.seconds
        trouble = status.trouble
    }

    // Written out because the synthesized one leaves nil out, and readers count on every key being there.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(names, forKey: .names)
        try container.encode(source, forKey: .source)
        try container.encode(notAfterEpoch, forKey: .notAfterEpoch)
        try container.encode(nextRenewalEpoch, forKey: .nextRenewalEpoch)
        try container.encode(trouble, forKey: .trouble)
    }
}
