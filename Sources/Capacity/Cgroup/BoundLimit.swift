// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// A limit together with the file that sets it: of all the levels above a process, the tightest.
package struct BoundLimit<Value: Comparable & Hashable & Sendable>: Hashable, Sendable {
    package var value: Value
    /// The path of the file, with the key in it where the file holds more than one number.
    package var file: String

    package init(value: Value, file: String) {
        self.value = value
        self.file = file
    }

    /// The tighter of the two; the first one where they are the same.
    static func tighter(_ first: BoundLimit?, _ second: BoundLimit?) -> BoundLimit? {
        guard let first else { return second }
        guard let second else { return first }
        return second.value < first.value ? second : first
    }
}
