// Plimsoll
// SPDX-License-Identifier: Apache-2.0

package import Fleet

/// Writes problems as compilers do: place, severity, message, the line with a caret, a hint.
package struct ProblemText {
    /// What a piece of the text is, for whoever colours it.
    package enum Role: Hashable, Sendable {
        case severity(Finding.Severity)
        case place, caret, hint
    }

    private static let widest = 120
    private let loaded: LoadedSettings
    private let paint: (Role, String) -> String

    package init(_ loaded: LoadedSettings, paint: @escaping (Role, String) -> String = { $1 }) {
        self.loaded = loaded
        self.paint = paint
    }

    /// Without a final line break.
    package func text(of problem: Problem) -> String {
        let label = paint(.severity(problem.severity), "\(problem.severity.rawValue):")
        var lines = [
            "\(paint(.place, Self.printable(place(problem.place)) + ":")) \(label) \(Self.printable(problem.message)) [\(problem.rule)]"
        ]
        if case .file(let line, let column) = problem.place, let source = loaded.sourceLine(line) {
            lines += excerpt(source, column: column)
        }
        if let hint = problem.hint {
            let (first, rest) = (hint.split(separator: "\n").first ?? "", hint.split(separator: "\n").dropFirst())
            lines.append("    \(paint(.hint, "hint:")) \(Self.printable(String(first)))")
            lines += rest.map { "          \(Self.printable(String($0)))" }
        }
        return lines.joined(separator: "\n")
    }

    private func place(_ place: Place) -> String {
        switch place {
        case .document: loaded.file
        case .file(let line, let column): "\(loaded.file):\(line):\(column)"
        case .variable(let name): name
        }
    }

    /// The line and a caret below it; of a long line the part around the caret.
    private func excerpt(_ source: String, column: Int) -> [String] {
        let scalars = Array(source.unicodeScalars)
        let caret = min(column - 1, scalars.count)
        let start = scalars.count <= Self.widest ? 0 : max(0, min(caret - Self.widest / 2, scalars.count - Self.widest))
        let shown = scalars[start..<min(start + Self.widest, scalars.count)]
        // Tabs stay tabs, so that the caret stands below its column.
        let padding = shown.prefix(caret - start).map { $0 == "\t" ? Character("\t") : " " }
        let text = String(String.UnicodeScalarView(shown))
        return ["    \(text)", "    \(String(padding))\(paint(.caret, "^"))"]
    }

    /// What a file's author could use to play with a terminal is replaced.
    private static func printable(_ text: String) -> String {
        SourceLine.shown(text[...])
    }
}
