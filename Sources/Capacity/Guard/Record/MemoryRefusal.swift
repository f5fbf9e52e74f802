// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// One allocation that a guard refused.
package struct MemoryRefusal: Hashable, Sendable {
    package var process: Int32
    /// Of the process; printable ASCII. Empty: not known.
    package var name: String
    package var size: ByteCount
    /// What could still be granted then.
    package var left: ByteCount
    /// Since 1970-01-01 00:00 UTC.
    package var time: Duration

    package init(process: Int32, name: String, size: ByteCount, left: ByteCount, time: Duration) {
        self.process = process
        self.name = name
        self.size = size
        self.left = left
        self.time = time
    }
}
