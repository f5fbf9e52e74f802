// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// The text of a settings file and its lines.
struct SourceText: Sendable {
    let text: String
    private let lines: [Range<String.Index>]

    init(_ text: String) {
        self.text = text
        lines = Self.lines(of: text)
    }

    /// From 1, without its line break.
    func line(_ number: Int) -> Substring? {
        lines.indices.contains(number - 1) ? text[lines[number - 1]] : nil
    }

    /// Breaks lines where YAML 1.1 does, so that the parser's line numbers are ours.
    private static func lines(of text: String) -> [Range<String.Index>] {
        var lines: [Range<String.Index>] = []
        let scalars = text.unicodeScalars
        var start = scalars.startIndex
        var index = start
        while index < scalars.endIndex {
            let next = scalars.index(after: index)
            switch scalars[index] {
            case "\n", "\u{85}", "\u{2028}", "\u{2029}":
                lines.append(start..<index)
                start = next
            case "\r":
                lines.append(start..<index)
                start = next < scalars.endIndex && scalars[next] == "\n" ? scalars.index(after: next) : next
                index = start
                continue
            default:
                break
            }
            index = next
        }
        lines.append(start..<scalars.endIndex)
        return lines
    }
}
