// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// What an authority says when it refuses: RFC 7807, as RFC 8555, section 6.7, uses it. A stranger's words.
struct ProblemDocument: Decodable, Hashable, Sendable {
    struct Identifier: Decodable, Hashable, Sendable {
        var value: String?
    }

    struct Part: Decodable, Hashable, Sendable {
        var type: String?
        var detail: String?
        var identifier: Identifier?
    }

    var type: String?
    var detail: String?
    var subproblems: [Part]?

    private static let prefix = "urn:ietf:params:acme:error:"
    private static let mostShown = 400

    /// Without the prefix that those of ACME have; of others nothing.
    var word: String {
        guard let type, type.hasPrefix(Self.prefix) else { return "" }
        return String(type.dropFirst(Self.prefix.count).prefix(64).filter { $0.isASCII && $0.isLetter })
    }

    /// On one line, short, fit for a log.
    var text: String {
        var parts = [detail ?? "no reason given"]
        for part in (subproblems ?? []).prefix(5) {
            let name = part.identifier?.value.map { "\($0): " } ?? ""
            parts.append(name + (part.detail ?? part.type ?? ""))
        }
        let text = parts.joined(separator: "; ")
        let shown = text.unicodeScalars.prefix(Self.mostShown).map { scalar -> Character in
            scalar.value < 0x20 || scalar.value == 0x7F || !scalar.properties.isGraphemeBase ? " " : Character(scalar)
        }
        let line = String(shown)
        return line.hasSuffix(".") ? String(line.dropLast()) : line
    }
}
