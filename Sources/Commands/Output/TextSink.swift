// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// Where a command's text goes: standard output, or a test's memory.
package protocol TextSink: Sendable {
    func write(_ text: String) throws
    /// Throws `ReaderIsGone` where nobody will read what is written next. Asked while there is nothing to write.
    func checkReader() throws
}

extension TextSink {
    package func write(lines: [String]) throws {
        try write(lines.map { $0 + "\n" }.joined())
    }
}
