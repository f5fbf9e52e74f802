// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// Rows under headings, each column as wide as its widest cell.
package struct Table: Sendable {
    package struct Column: Hashable, Sendable {
        package enum Side: Hashable, Sendable {
            case left
            /// For numbers.
            case right
        }

        package var title: String
        package var side: Side
        /// Where the terminal is too narrow, columns of the lowest weight go first; one without a weight always stays.
        package var weight: Int?

        package init(_ title: String, _ side: Side = .left, weight: Int? = nil) {
            self.title = title
            self.side = side
            self.weight = weight
        }
    }

    package struct Cell: Hashable, Sendable, ExpressibleByStringInterpolation {
        package var text: String
        package var ink: Ink

        package init(_ text: String, _ ink: Ink = .plain) {
            self.text = text.printable
            self.ink = ink
        }

        package init(stringLiteral value: String) { self.init(value) }
    }

    private struct Row {
        var cells: [Cell]
        var notes: [Cell]
    }

    private static let gap = 2
    private static let narrowestText = 8

    private let columns: [Column]
    private var rows: [Row] = []

    package init(_ columns: [Column]) {
        self.columns = columns
    }

    /// - Parameter notes: lines of their own below the row, indented.
    package mutating func add(_ cells: [Cell], notes: [Cell] = []) {
        assert(cells.count == columns.count)
        rows.append(Row(cells: cells, notes: notes))
    }

    /// The table's lines: headings first, no blanks at a line's end, none wider than the terminal.
    package func lines(for terminal: Terminal) -> [String] {
        var widths = columns.indices.map { index in
            max(columns[index].title.displayWidth, rows.map { $0.cells[index].text.displayWidth }.max() ?? 0)
        }
        var shown = Array(columns.indices)
        if let room = terminal.columns { fit(&shown, &widths, into: room) }

        let headings = columns.map { Cell($0.title, .strong) }
        var lines = [line(headings, shown, widths, terminal)]
        for row in rows {
            lines.append(line(row.cells, shown, widths, terminal))
            for note in row.notes {
                let text = terminal.columns.map { note.text.truncated(toWidth: $0 - Self.gap) } ?? note.text
                lines.append(String(repeating: " ", count: Self.gap) + terminal.paint(text, note.ink))
            }
        }
        return lines
    }

    /// Leaves columns out, lightest first, then shortens the widest text.
    private func fit(_ shown: inout [Int], _ widths: inout [Int], into room: Int) {
        func total() -> Int { shown.map { widths[$0] }.reduce(0, +) + Self.gap * (shown.count - 1) }
        while total() > room {
            let lightest = shown.filter { columns[$0].weight != nil }
                .min { (columns[$0].weight ?? 0, $1) < (columns[$1].weight ?? 0, $0) }
            guard let lightest else { break }
            shown.removeAll { $0 == lightest }
        }
        while total() > room {
            guard let widest = shown.max(by: { widths[$0] < widths[$1] }), widths[widest] > Self.narrowestText else {
                return
            }
            widths[widest] -= 1
        }
    }

    private func line(_ cells: [Cell], _ shown: [Int], _ widths: [Int], _ terminal: Terminal) -> String {
        var line = ""
        var pending = 0
        for (position, index) in shown.enumerated() {
            let text = cells[index].text.truncated(toWidth: widths[index])
            let blanks = widths[index] - text.displayWidth
            if position > 0 { pending += Self.gap }
            if columns[index].side == .right { pending += blanks }
            if !text.isEmpty {
                line += String(repeating: " ", count: pending) + terminal.paint(text, cells[index].ink)
                pending = 0
            }
            pending += columns[index].side == .left ? blanks : 0
        }
        return line
    }
}
