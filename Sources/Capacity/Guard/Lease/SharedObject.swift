// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// A memory file or a segment of System V, which several processes may map.
package struct SharedObject: Hashable, Sendable {
    private let device: UInt64
    private let number: UInt64
    /// What all of it still takes.
    package let missing: ByteCount
    /// What of it is in memory.
    package let present: ByteCount

    package init(device: UInt64, number: UInt64, missing: ByteCount, present: ByteCount) {
        self.device = device
        self.number = number
        self.missing = missing
        self.present = present
    }

    func isSame(as other: SharedObject) -> Bool {
        device == other.device && number == other.number
    }
}
