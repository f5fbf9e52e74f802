// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Capacity
internal import Glibc

/// Small files, read and written whole.
enum TextFile {
    /// Nil: it cannot be read.
    static func read(_ path: String) -> String? {
        SystemFiles().bytes(at: path).map { String(decoding: $0, as: UTF8.self) }
    }

    /// Writes to a file that exists: one of the kernel's.
    static func write(_ text: String, to path: String) throws(SystemError) {
        try write(text, to: path, flags: O_WRONLY | O_CLOEXEC)
    }

    /// Puts a file with this text in the place of the one that may be there; whoever reads sees either.
    static func replace(_ path: String, with text: String) throws(SystemError) {
        let draft = path + ".new"
        try write(text, to: draft, flags: O_WRONLY | O_CLOEXEC | O_CREAT | O_TRUNC | O_NOFOLLOW)
        guard rename(draft, path) == 0 else { throw SystemError("cannot rename '\(draft)' to '\(path)'") }
    }

    /// Removing one that is not there succeeds.
    static func remove(_ path: String) {
        unlink(path)
    }

    private static func write(_ text: String, to path: String, flags: Int32) throws(SystemError) {
        let descriptor = open(path, flags, 0o600)
        guard descriptor >= 0 else { throw SystemError("cannot open '\(path)' to write") }
        defer { close(descriptor) }
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw SystemError("cannot write to '\(path)'") }
            rest = rest.dropFirst(count)
        }
    }
}
