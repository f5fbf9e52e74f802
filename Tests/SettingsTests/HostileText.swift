// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Testing

/// A text near the largest size that tries to make reading it slow or large.
struct HostileText: Sendable, CustomTestStringConvertible {
    let name: String
    let text: String

    var testDescription: String { name }

    static let all: [HostileText] = [
        .init(name: "aliases that multiply", text: bomb { "[\(repeating("*\($0),", 9))]" }),
        .init(name: "aliases in keys", text: bomb { "{? *\($0) : *\($0)}" }),
        .init(name: "values by the million", text: "services: [" + repeating("a,", 500_000) + "]\n"),
        .init(name: "keys just below the bound", text: "services:\n" + (0..<49_000).map { " k\($0): \n" }.joined()),
        .init(name: "unknown keys by the thousand", text: (0..<20_000).map { "k\($0): x\n" }.joined()),
        .init(
            name: "services by the thousand",
            text: "services:\n" + (0..<10_000).map { " - {name: s\($0)}\n" }.joined()
        ),
        .init(name: "brackets", text: "services: " + repeating("[", 1_000_000)),
        .init(name: "braces", text: repeating("{a: ", 240_000)),
        .init(name: "dashes", text: repeating("- ", 500_000)),
        .init(name: "question marks", text: repeating("? ", 500_000)),
        .init(name: "one long word", text: repeating("a", 1_040_000)),
        .init(name: "one long quoted text", text: "services: \"" + repeating("\\n", 500_000)),
        .init(name: "line breaks", text: repeating("\n", 1_040_000) + "a: ["),
        .init(name: "one long comment", text: "#" + repeating(", ", 500_000)),
        .init(name: "ampersands", text: repeating("&a ", 300_000)),
        .init(name: "variables", text: "services: [{name: \"" + repeating("${A", 300_000) + "\"}]"),
        .init(name: "dollars", text: "services: [{name: api, image: \"" + repeating("$", 1_000_000) + "${\"}]"),
        .init(name: "defaults", text: "services: [{name: api, user: \"" + repeating("${A:-b}", 140_000) + "\"}]"),
        .init(name: "tags", text: repeating("!a ", 300_000)),
        .init(name: "percent signs", text: repeating("%TAG ! tag:x\n", 70_000)),
    ]

    private static func repeating(_ text: String, _ count: Int) -> String { String(repeating: text, count: count) }

    /// Thirty levels, each made of the one before.
    private static func bomb(_ level: (String) -> String) -> String {
        "k0: &a0 {x: y}\n" + (1...30).map { "k\($0): &a\($0) \(level("a\($0 - 1)"))\n" }.joined()
    }
}
