// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// A service's name, unique in a configuration; also the name of its container.
package struct ServiceName: Hashable, Sendable {
    package let text: String

    package init(_ text: String) {
        self.text = text
    }
}

extension ServiceName: Comparable {
    package static func < (left: ServiceName, right: ServiceName) -> Bool { left.text < right.text }
}

extension ServiceName: CustomStringConvertible {
    package var description: String { text }
}

extension ServiceName: ExpressibleByStringLiteral {
    package init(stringLiteral value: String) { self.init(value) }
}
