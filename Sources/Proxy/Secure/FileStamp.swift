// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// What tells a file from what it was before, without reading it.
struct FileStamp: Hashable {
    private let device: UInt
    private let inode: UInt
    private let size: Int
    private let seconds: Int
    private let nanoseconds: Int
    /// Whether any user of this host may read it.
    let isWorldReadable: Bool

    /// Nil: it is not there, or not to be looked at.
    init?(of path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        device = status.st_dev
        inode = status.st_ino
        size = status.st_size
        seconds = status.st_mtim.tv_sec
        nanoseconds = status.st_mtim.tv_nsec
        isWorldReadable = status.st_mode & 0o004 != 0
    }
}
