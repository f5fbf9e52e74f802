// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Fleet
import Synchronization

/// Holds what a gate reported, for the thread that asked.
final class NewsBox: Sendable {
    private let news = Mutex<GateNews?>(nil)

    func put(_ value: GateNews) { news.withLock { $0 = value } }
    func take() -> GateNews? { news.withLock { $0 } }
}
