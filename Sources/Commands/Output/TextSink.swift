// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// Where a command's text goes: standard output, or a test's memory.
package protocol TextSink: Sendable {
    func write(_ text: String) throws
}

extension TextSink {
    package func write(lines: [String]) throws {
        try write(lines.map { $0 + "\n" }.joined())
    }
}
