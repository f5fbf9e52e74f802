// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// What a stream is that text is printed to.
package struct Terminal: Hashable, Sendable {
    /// Whether a person looks at it.
    package var isInteractive: Bool
    package var hasColour: Bool
    /// Whether the cursor can be moved on it.
    package var canRepaint: Bool
    /// Nil: as wide as the text is.
    package var columns: Int?
    package var rows: Int?

    package init(
        isInteractive: Bool = false,
        hasColour: Bool = false,
        canRepaint: Bool = false,
        columns: Int? = nil,
        rows: Int? = nil
    ) {
        self.isInteractive = isInteractive
        self.hasColour = hasColour
        self.canRepaint = canRepaint
        self.columns = columns
        self.rows = rows
    }

    /// Judges a stream by its kind and size and by the environment: NO_COLOR (no-color.org) set to anything but the empty
    /// string, or `TERM=dumb`, switch colours off.
    init(isInteractive: Bool, columns: Int?, rows: Int?, environment: (String) -> String?) {
        let term = environment("TERM") ?? ""
        let isCapable = isInteractive && term != "dumb" && !term.isEmpty
        self.init(
            isInteractive: isInteractive,
            hasColour: isCapable && (environment("NO_COLOR") ?? "").isEmpty,
            canRepaint: isCapable,
            columns: isInteractive ? columns : nil,
            rows: isInteractive ? rows : nil
        )
    }

    /// Standard output as it is now: its size changes with its window.
    package static var standardOutput: Terminal {
        var size = winsize()
        let isKnown = ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0
        return Terminal(
            isInteractive: isatty(STDOUT_FILENO) == 1,
            columns: isKnown && size.ws_col > 0 ? Int(size.ws_col) : nil,
            rows: isKnown && size.ws_row > 0 ? Int(size.ws_row) : nil,
            environment: { name in getenv(name).map { String(cString: $0) } }
        )
    }

    /// The text with its colour, where there are colours.
    package func paint(_ text: String, _ ink: Ink) -> String {
        guard hasColour, let parameters = ink.parameters, !text.isEmpty else { return text }
        return "\u{1B}[\(parameters)m\(text)\u{1B}[0m"
    }
}
