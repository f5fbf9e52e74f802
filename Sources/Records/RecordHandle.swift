// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import CSystemCalls
internal import Capacity
internal import Glibc

/// One open file that a guard writes and a worker may spoil: it is read as a stranger's word.
final class RecordHandle: Sendable {
    /// A file longer than this was not written by a guard.
    private static let longest: off_t = 64 << 10

    private let descriptor: Int32

    /// Nil: there is no regular file. A link is not followed, a pipe not waited for.
    init?(path: String) {
        let descriptor = open(path, O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        var file = stat()
        guard fstat(descriptor, &file) == 0, file.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            return nil
        }
        self.descriptor = descriptor
    }

    /// Makes a new file that anybody may write to who is shown it.
    init?(making path: String) {
        unlink(path)
        let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return nil }
        // A worker's user is seldom ours. The folder keeps everybody else out.
        guard fchmod(descriptor, 0o666) == 0 else {
            close(descriptor)
            return nil
        }
        self.descriptor = descriptor
    }

    deinit {
        close(descriptor)
    }

    /// The record that stands in it; nil: none, or none that can be read at once where `mayWait` is false.
    func read(mayWait: Bool) -> GuardRecord? {
        // Two readings that agree: the guard may be writing it right now.
        var last = bytes(mayWait: mayWait)
        for _ in 0..<3 {
            let next = bytes(mayWait: mayWait)
            if next == last { return last.flatMap { GuardRecord(parsing: $0) } }
            last = next
        }
        return nil
    }

    /// Gives the disk back what a worker had no business to fill it with.
    func trim() {
        var file = stat()
        if fstat(descriptor, &file) == 0, file.st_size > Self.longest { ftruncate(descriptor, 0) }
    }

    private func bytes(mayWait: Bool) -> [UInt8]? {
        let capacity = GuardRecord.size + 1
        let bytes = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
            let got =
                mayWait
                ? Int64(pread(descriptor, buffer.baseAddress, capacity, 0))
                : plimsoll_peek(descriptor, buffer.baseAddress, Int64(capacity))
            count = Int(max(0, got))
        }
        return bytes.isEmpty ? nil : bytes
    }
}
