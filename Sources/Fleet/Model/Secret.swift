// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// A token or password. Its text never shows in descriptions, logs or dumps.
package struct Secret: Hashable, Sendable {
    /// The secret itself: only for the bytes that go to its one rightful reader.
    package let exposed: String

    package init(_ text: String) {
        exposed = text
    }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "(secret)" }
    package var debugDescription: String { "(secret)" }
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}
