// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// A lock between processes, held as long as this lives, and never by a child.
final class FileLock: Sendable {
    private let descriptor: Int32

    /// - Throws: with `EWOULDBLOCK` when another one holds it.
    init(_ path: String) throws(SystemError) {
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw SystemError("cannot open '\(path)'") }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let code = errno
            close(descriptor)
            throw SystemError("cannot lock '\(path)'", code: code)
        }
    }

    deinit {
        close(descriptor)
    }
}
