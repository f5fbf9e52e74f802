// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Synchronization

/// The demo's output: one line a step, as soon as it was seen.
final class DemoReport: Sendable {
    private let steps = Mutex(0)

    func say(_ line: String) {
        try? StandardStream.output.write(lines: [line])
    }

    func step(_ title: String, _ seen: String) {
        let number = steps.withLock { count in
            count += 1
            return count
        }
        let padding = String(repeating: " ", count: max(1, 30 - title.count))
        say(" \(number)  \(title)\(padding)\(seen)")
    }
}
