// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Fleet
internal import Proxy
package import Settings

/// Looks at the certificates that a settings file names.
package enum CertificateCheck {
    /// Warnings only: the machine that checks a file need not be the one that serves by it.
    package static func problems(of loaded: LoadedSettings) -> [Problem] {
        guard let settings = loaded.readable else { return [] }
        return settings.certificates.flatMap { paths in
            let place = loaded.place(of: SettingPath(service: nil, key: paths.source))
            let files = CertificateFiles(chain: paths.chain, key: paths.key)
            return CertificateInspection.findings(of: files).map { finding in
                Problem(
                    severity: .warning,
                    rule: finding.rule.rawValue,
                    place: place,
                    message: finding.message,
                    hint: finding.hint
                )
            }
        }
    }
}
