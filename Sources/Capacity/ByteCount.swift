// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// A number of bytes, never negative.
package struct ByteCount: Hashable, Sendable {
    package var bytes: Int64

    package init(bytes: Int64) {
        self.bytes = bytes < 0 ? 0 : bytes
    }

    package static let zero = ByteCount(bytes: 0)

    package static func kibibytes(_ count: Int64) -> ByteCount { ByteCount(bytes: count << 10) }
    package static func mebibytes(_ count: Int64) -> ByteCount { ByteCount(bytes: count << 20) }
    package static func gibibytes(_ count: Int64) -> ByteCount { ByteCount(bytes: count << 30) }

    package static func + (left: ByteCount, right: ByteCount) -> ByteCount {
        let (sum, overflow) = left.bytes.addingReportingOverflow(right.bytes)
        return ByteCount(bytes: overflow ? .max : sum)
    }

    /// What is left of `left`; nothing when `right` is larger.
    package static func - (left: ByteCount, right: ByteCount) -> ByteCount {
        ByteCount(bytes: left.bytes - right.bytes)
    }
}

extension ByteCount: Comparable {
    package static func < (left: ByteCount, right: ByteCount) -> Bool { left.bytes < right.bytes }
}
