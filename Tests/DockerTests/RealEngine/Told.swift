// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Fleet
internal import Synchronization

/// What an engine said while it prepared.
final class Told: Sendable {
    private let heard = Mutex<[String]>([])

    var messages: [String] { heard.withLock { $0 } }

    func hear(_ progress: PreparationProgress) {
        heard.withLock { $0.append(progress.message) }
    }
}
