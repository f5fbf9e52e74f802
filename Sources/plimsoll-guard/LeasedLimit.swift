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
        let error = tryToSet(process, to: data)
        // prlimit(2): without CAP_SYS_RESOURCE, which engines take away, the real user has to be that of the process. Whoever may change its
        // user may be that one for a moment.
        guard error < 0, let owner = owner(of: process) else { return error == 0 }
        let own = plimsoll_real_owner()
        let isOwner = plimsoll_take_real_owner(owner) == 0
        defer { plimsoll_take_real_owner(own) }
        return isOwner && tryToSet(process, to: data) == 0
    }

    /// 0; below zero: -errno; above: it is not ours to set.
    private static func tryToSet(_ process: Int32, to data: ByteCount) -> Int32 {
        var soft: UInt64 = 0
        var hard: UInt64 = 0
        let error = plimsoll_get_data_limit(process, &soft, &hard)
        if error != 0 { return error }
        guard soft == .max || soft & belowPage == mark else { return 1 }
        let wanted = min(marked(UInt64(data.bytes)), hard)
        return wanted == soft ? 0 : plimsoll_set_data_limit(process, wanted, hard)
    }

    private static func owner(of process: Int32) -> plimsoll_owner? {
        SystemFiles().bytes(at: "/proc/\(process)/status").flatMap { ProcessMemory.owner(status: $0) }
            .map { plimsoll_owner(user: $0.user, group: $0.group) }
    }
}
