// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// What a worker writes to its output and error. The worker itself appends to it, so it also does while no proxy lives.
struct LogFile: Sendable {
    let path: String

    /// Beyond this the file is moved to `older` the next time it is looked at.
    static let capacity = 1 << 20
    /// What stays in the file then, so that its last lines are still there.
    private static let remainder = 64 << 10
    /// A tail is looked for in this much.
    private static let window = 1 << 20

    var older: String { path + ".old" }

    /// Puts the one of the last run aside and opens a new one for a child to write to.
    func begin() throws(SystemError) -> Int32 {
        rename(path, older)
        let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw SystemError("cannot open log '\(path)'") }
        return descriptor
    }

    func remove() {
        TextFile.remove(path)
        TextFile.remove(older)
    }

    /// The last lines, oldest first; bytes that are no UTF-8 are shown as U+FFFD.
    func tail(_ count: Int) -> [String] {
        let bytes = end(Self.window)
        var lines = bytes.content.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        if lines.last?.isEmpty == true { lines.removeLast() }
        if bytes.isCut && lines.count > 1 { lines.removeFirst() }
        return lines.suffix(max(count, 0)).map { String(decoding: $0, as: UTF8.self) }
    }

    /// Keeps it from growing for ever. What is written in the same instant may be lost.
    func trim() {
        var status = stat()
        guard stat(path, &status) == 0, status.st_size > Self.capacity else { return }
        let tail = end(Self.capacity).content
        let aside = open(older, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
        if aside >= 0 {
            _ = tail.withUnsafeBytes { write(aside, $0.baseAddress, $0.count) }
            close(aside)
        }
        // The worker holds this very file open, so it is emptied, not replaced.
        let descriptor = open(path, O_WRONLY | O_APPEND | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        ftruncate(descriptor, 0)
        _ = tail.suffix(Self.remainder).withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        close(descriptor)
    }

    private func end(_ capacity: Int) -> (content: [UInt8], isCut: Bool) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return ([], false) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return ([], false) }
        let size = Int(status.st_size)
        let start = max(size - capacity, 0)
        let content = [UInt8](unsafeUninitializedCapacity: size - start) { buffer, count in
            while count < buffer.count {
                let rest = UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[count...])
                let got = pread(descriptor, rest.baseAddress, rest.count, start + count)
                if got < 0 && errno == EINTR { continue }
                if got <= 0 { break }
                count += got
            }
        }
        return (content, start > 0)
    }
}
