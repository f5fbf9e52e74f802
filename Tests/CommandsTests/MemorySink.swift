// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Commands
import Synchronization

/// Keeps what is written to it, and fails as a closed pipe does after `capacity` writes.
final class MemorySink: TextSink {
    private let texts = Mutex<[String]>([])
    private let capacity: Int

    init(capacity: Int = .max) {
        self.capacity = capacity
    }

    var text: String { texts.withLock { $0.joined() } }

    func checkReader() throws {
        try texts.withLock { if $0.count >= capacity { throw ReaderIsGone() } }
    }

    func write(_ text: String) throws {
        try texts.withLock { texts in
            if texts.count >= capacity { throw ReaderIsGone() }
            texts.append(text)
        }
    }
}
