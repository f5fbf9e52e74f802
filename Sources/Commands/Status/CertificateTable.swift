// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Admin

/// The certificates of a report, below its services.
struct CertificateTable {
    private let certificates: [CertificateReport]

    init(_ certificates: [CertificateReport]) {
        self.certificates = certificates
    }

    /// None where there is no certificate.
    func lines(for terminal: Terminal) -> [String] {
        guard !certificates.isEmpty else { return [] }
        var table = Table([
            .init("CERTIFICATE"), .init("SOURCE", weight: 3), .init("VALID UNTIL", weight: 8),
            .init("RENEWAL", weight: 6),
        ])
        for certificate in certificates {
            let isWhole = certificate.trouble == nil && certificate.notAfterEpoch != nil
            table.add(
                [
                    .init(certificate.names.joined(separator: ", ").printable, isWhole ? .plain : .caution),
                    .init(certificate.source),
                    .init(Self.time(certificate.notAfterEpoch)),
                    .init(Self.time(certificate.nextRenewalEpoch)),
                ],
                notes: certificate.trouble.map { [.init($0.printable, .bad)] } ?? []
            )
        }
        return [""] + table.lines(for: terminal)
    }

    private static func time(_ epoch: Int64?) -> String {
        guard let epoch, (0...253_402_300_799).contains(epoch) else { return "-" }
        return HumanTime.timestamp(secondsSince1970: Int(epoch))
    }
}
