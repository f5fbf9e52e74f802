// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// A step that was not seen to happen.
struct DemoFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
