// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// Rows of plain text in columns, each as wide as its widest cell.
struct TextTable {
    /// For each column whether its cells are flush right, as numbers are. The last one is never padded.
    let isRight: [Bool]
    private(set) var rows: [[String]] = []

    init(_ titles: [String], isRight: [Bool]) {
        self.isRight = isRight
        rows.append(titles)
    }

    mutating func add(_ cells: [String]) {
        rows.append(cells)
    }

    var lines: [String] {
        var widths = isRight.map { _ in 0 }
        for row in rows {
            for column in row.indices { widths[column] = max(widths[column], row[column].utf8.count) }
        }
        return rows.map { row in
            var line = ""
            for column in row.indices {
                if column > 0 { line += "  " }
                if isRight[column] {
                    line += row[column].flushRight(widths[column])
                } else {
                    line += column == row.count - 1 ? row[column] : row[column].flushLeft(widths[column])
                }
            }
            return line.withoutTrailingBlanks
        }
    }
}
