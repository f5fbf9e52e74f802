// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Fleet

/// `acme:`, a block, or false.
extension SettingValue {
    private static let acmeKeys = ["agree_terms", "names", "ca", "ca_root", "eab_kid", "eab_key"]
    private static let agreement = "write acme: {agree_terms: true} if you agree to the terms of the authority"

    func acme(_ report: inout Report) -> AcmeSettings? {
        guard case .map(let entries) = node.content else {
            if let text = node.text, Self.bool(text) == false { return nil }
            refuse("must be a block, or false", hint: Self.agreement, &report)
            return nil
        }
        var settings = AcmeSettings()
        var agrees = false
        var names: SettingValue?
        var isAuthorityRead = true
        for entry in entries where !entry.value.isNull {
            let value = nested(entry.value, entry.key.text)
            switch entry.key.text {
            case "agree_terms": agrees = value.bool(&report) ?? true
            case "names":
                names = value
                settings.names = value.certifiableNames(&report)
            case "ca":
                let directory = value.authority(&report)
                isAuthorityRead = directory != nil
                settings.directory = directory ?? settings.directory
            case "ca_root": settings.root = value.text(&report)
            case "eab_kid": settings.externalID = value.secret(&report)?.exposed
            case "eab_key": settings.externalKey = value.externalKey(&report)
            default: report.unknownKey(entry.key, among: Self.acmeKeys, in: "acme")
            }
        }
        if isAuthorityRead, settings.isOfPublicAuthority { names?.warnOfNames(&report) }
        if (settings.externalID == nil) != (settings.externalKey == nil) {
            refuse("needs eab_kid and eab_key together, as your account at the authority shows them", &report)
        }
        if !agrees {
            refuse("gets no certificate before you agree to the authority's terms", hint: Self.agreement, &report)
        }
        return settings
    }

    /// Whether a certificate can be had for it over HTTP: a host's name, no wildcard, no address.
    static func isCertifiable(_ name: String) -> Bool {
        let labels = name.split(separator: ".", omittingEmptySubsequences: false)
        return isHost(name) && !name.contains("_") && labels.last?.allSatisfy(\.isNumber) != true
            && labels.allSatisfy { (1...63).contains($0.utf8.count) && $0.first != "-" && $0.last != "-" }
    }

    /// For names that a public authority is to certify.
    func warnOfNames(_ report: inout Report) {
        let nodes = if case .list(let items) = node.content { items } else { [node] }
        for node in nodes {
            guard let name = node.text, Self.isCertifiable(name), let obstacle = PublicName.obstacle(name) else {
                continue
            }
            report.warning(
                .nameNotPublic,
                node.place,
                "no public authority gives a certificate for '\(name.shortened)': \(obstacle)",
                hint: "use a name that leads to this host on the internet, or set acme.ca to an authority of your own"
            )
        }
    }

    private func certifiableNames(_ report: inout Report) -> [String] {
        let nodes: [SettingNode]
        switch node.content {
        case .list(let items): nodes = items
        case .scalar: nodes = [node]
        case .map:
            refuse("must be a list of host names", hint: "such as [example.com, www.example.com]", &report)
            return []
        }
        guard (1...100).contains(nodes.count) else {
            refuse("must have from 1 to 100 names", &report)
            return []
        }
        var names: [String] = []
        for name in nodes.compactMap({ nested($0).certifiableName(&report) }) where !names.contains(name) {
            names.append(name)
        }
        return names
    }

    private func certifiableName(_ report: inout Report) -> String? {
        guard let text = text(&report) else { return nil }
        guard !text.hasPrefix("*.") else {
            refuse(
                "cannot have '\(text.shortened)': a wildcard needs the DNS-01 challenge, which is not there",
                hint: "name each host, or get that certificate elsewhere and give it in certificates",
                &report
            )
            return nil
        }
        guard Self.isCertifiable(text) else {
            refuse("must be host names, not '\(text.shortened)'", &report)
            return nil
        }
        return text.lowercased()
    }

    private func authority(_ report: inout Report) -> String? {
        let names = AcmeSettings.known.keys.sorted().joined(separator: ", ")
        return parsed(&report, as: "the https:// URL of a directory, or one of \(names)") { text in
            if let known = AcmeSettings.known[text.lowercased()] { return known }
            guard text.hasPrefix("https://"), text.utf8.count > 8, text.utf8.count <= 1024 else { return nil }
            return text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F } ? text : nil
        }
    }

    private func externalKey(_ report: inout Report) -> Secret? {
        guard let key = secret(&report) else { return nil }
        let isBase64 = key.exposed.utf8.allSatisfy { byte in
            NameText.isAlphanumeric(byte) || [UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "=")].contains(byte)
        }
        guard isBase64 else {
            refuse("must be the key as the authority shows it, in base64url", &report)
            return nil
        }
        return key
    }
}
