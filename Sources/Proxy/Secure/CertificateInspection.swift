// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// What is to be said of a certificate before it is served.
package enum CertificateInspection {
    /// Stable names, for scripts. They are explained in docs/tls.md.
    package enum Rule: String, Sendable, CaseIterable {
        case date = "certificate-date"
        case unusable = "certificate-unusable"
        case readableKey = "key-readable"
    }

    package struct Finding: Hashable, Sendable {
        package let rule: Rule
        /// Lower case, no full stop.
        package let message: String
        package let hint: String?
    }

    /// Reads both files. Blocks.
    package static func findings(of files: CertificateFiles) -> [Finding] {
        var findings: [Finding] = []
        do throws(CertificateError) {
            let certificate = try Certificate(files)
            if let fault = certificate.fault() {
                findings.append(Finding(rule: .date, message: "'\(files.chain)': \(fault)", hint: nil))
            }
        } catch {
            findings.append(Finding(rule: .unusable, message: error.description, hint: nil))
        }
        if FileStamp(of: files.key)?.isWorldReadable == true {
            findings.append(
                Finding(
                    rule: .readableKey,
                    message: "every user of this host may read the private key '\(files.key)'",
                    hint: "type: chmod o-rwx '\(files.key)'"
                )
            )
        }
        return findings
    }
}
