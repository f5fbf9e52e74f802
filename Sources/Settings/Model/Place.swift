// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// Where a setting stands.
package enum Place: Hashable, Sendable {
    /// The file as a whole.
    case document
    /// Both from 1; columns count Unicode scalars.
    case file(line: Int, column: Int)
    /// An environment variable that overrides the file.
    case variable(String)
}
