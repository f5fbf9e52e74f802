// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// A folder or volume of the host inside a container.
package struct Mount: Hashable, Sendable {
    /// A path of the host, or the name of a volume.
    package var source: String
    package var target: String
    package var isReadOnly: Bool
    /// Further comma-separated options the user gave (`z`, `rshared`), passed to the engine as they are.
    package var options: [String]

    package init(source: String, target: String, isReadOnly: Bool = false, options: [String] = []) {
        self.source = source
        self.target = target
        self.isReadOnly = isReadOnly
        self.options = options
    }
}
