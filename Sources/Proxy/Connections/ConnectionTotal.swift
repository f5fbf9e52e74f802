// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Synchronization

/// How many clients all loops have together.
final class ConnectionTotal: Sendable {
    private let count = Atomic(0)

    /// - Returns: whether there was room. Whoever entered leaves, room or not.
    func enter(atMost limit: Int) -> Bool {
        count.add(1, ordering: .relaxed).newValue <= limit
    }

    func leave() { count.subtract(1, ordering: .relaxed) }
}
