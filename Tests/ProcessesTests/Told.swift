// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Synchronization

/// Collects what a callback is told.
final class Told: Sendable {
    private let messages = Mutex<[String]>([])

    var all: [String] { messages.withLock { $0 } }

    func add(_ message: String) {
        messages.withLock { $0.append(message) }
    }
}
