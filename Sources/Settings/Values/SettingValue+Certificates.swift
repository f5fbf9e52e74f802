// Plimsoll
// SPDX-License-Identifier: Apache-2.0

extension SettingValue {
    /// A list of blocks, each with the files of one certificate.
    func certificates(_ report: inout Report) -> [CertificatePaths] {
        guard case .list(let items) = node.content else {
            refuse("must be a list, not \(node.kind)", hint: Self.certificateHint, &report)
            return []
        }
        return items.compactMap { nested($0).certificate(&report) }
    }

    private static let certificateHint = "such as [{certfile: /etc/tls/a.pem, keyfile: /etc/tls/a.key}]"

    private func certificate(_ report: inout Report) -> CertificatePaths? {
        guard case .map(let entries) = node.content else {
            refuse("must hold blocks with certfile and keyfile, not \(node.kind)", hint: Self.certificateHint, &report)
            return nil
        }
        var paths: [String: String] = [:]
        for entry in entries {
            guard let name = entry.key.text, ["certfile", "keyfile"].contains(name) else {
                nested(entry.key).refuse("must hold blocks with certfile and keyfile only", &report)
                return nil
            }
            guard let path = nested(entry.value, name).text(&report) else { return nil }
            paths[name] = path
        }
        guard let chain = paths["certfile"], let key = paths["keyfile"] else {
            refuse("must name both certfile and keyfile of each certificate", hint: Self.certificateHint, &report)
            return nil
        }
        return CertificatePaths(chain: chain, key: key, source: self.key)
    }
}
