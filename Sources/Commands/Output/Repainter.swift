// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// Shows one frame after another in the same place of a terminal, without flicker.
package struct Repainter: ~Copyable {
    private let sink: any TextSink
    private var isFirst = true

    /// Hides the cursor. It comes back when the repainter goes away, or when a signal ends the program.
    package init(onto sink: any TextSink) throws {
        self.sink = sink
        for signal in [SIGINT, SIGTERM, SIGHUP, SIGQUIT] {
            // Only async-signal-safe calls here; afterwards the signal does what it always does.
            Glibc.signal(signal) { number in
                let showCursor: StaticString = "\u{1B}[?25h"
                _ = Glibc.write(STDOUT_FILENO, showCursor.utf8Start, showCursor.utf8CodeUnitCount)
                Glibc.signal(number, SIG_DFL)
                raise(number)
            }
        }
        try sink.write("\u{1B}[?25l")
    }

    deinit {
        try? sink.write("\u{1B}[?25h")
    }

    /// - Parameter rows: how many lines the terminal shows; what does not fit is named in the last one.
    package mutating func show(_ lines: [String], rows: Int?) throws {
        var lines = lines
        if let rows, rows > 1, lines.count >= rows {
            let hidden = lines.count - (rows - 2)
            lines = lines.prefix(rows - 2) + ["… \(hidden) more lines"]
        }
        let start = isFirst ? "\u{1B}[2J\u{1B}[H" : "\u{1B}[H"
        isFirst = false
        try sink.write(start + lines.map { $0 + "\u{1B}[K\n" }.joined() + "\u{1B}[J")
    }
}
