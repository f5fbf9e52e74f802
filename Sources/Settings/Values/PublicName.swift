// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// Names of hosts as a public authority sees them.
enum PublicName {
    /// Set aside for other uses: RFC 2606, 6761, 6762, 8375 and 9476; `internal` by ICANN.
    private static let reserved = [
        "localhost", "local", "internal", "test", "example", "invalid", "alt", "home.arpa",
    ]

    /// Why nobody on the internet can reach a host by it. Nil: somebody may.
    static func obstacle(_ name: String) -> String? {
        let name = name.lowercased()
        if let domain = reserved.first(where: { name == $0 || name.hasSuffix(".\($0)") }) {
            return "names in '\(domain)' lead to no host on the internet"
        }
        return name.contains(".") ? nil : "a name of one word leads to no host on the internet"
    }
}
