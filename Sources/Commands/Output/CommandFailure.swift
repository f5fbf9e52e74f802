// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// Why a command failed: one line, and more below it where more is known. Ends the program with status 1.
package struct CommandFailure: Error, Hashable, Sendable {
    /// What was tried, what came of it, and what to do: lower case, no full stop.
    package var message: String
    /// Lines of their own, printed as they are: whoever makes them keeps foreign control characters out.
    package var details: [String]

    package init(_ message: String, details: [String] = []) {
        self.message = message
        self.details = details
    }
}

extension CommandFailure: CustomStringConvertible {
    package var description: String { message }
}
