// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// Somebody who waits for an answer: a request in line, or an operator.
package struct WaiterID: Hashable, Sendable {
    package let number: UInt64

    package init(number: UInt64) {
        self.number = number
    }
}
