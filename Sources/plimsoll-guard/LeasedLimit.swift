// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import CSystemCalls
internal import Capacity

/// The data limit of another process, as far as it is ours to set.
///
/// Limits of ours carry a mark in the part below a page, which the kernel does not look at: so a limit that the program set for
/// itself or for its children is told apart, and left alone. One that it lifted altogether is ours again.
enum LeasedLimit {
    private static let mark: UInt64 = 0x555
    private static let belowPage: UInt64 = 0xfff

    static func marked(_ bytes: UInt64) -> UInt64 {
        bytes & ~belowPage | mark
    }

    /// Returns whether the limit is in force now.
    static func set(_ process: Int32, to data: ByteCount) -> Bool {
        var soft: UInt64 = 0
        var hard: UInt64 = 0
        guard plimsoll_get_data_limit(process, &soft, &hard) == 0, soft == .max || soft & belowPage == mark else {
            return false
        }
        let wanted = min(marked(UInt64(data.bytes)), hard)
        return wanted == soft || plimsoll_set_data_limit(process, wanted, hard) == 0
    }
}
