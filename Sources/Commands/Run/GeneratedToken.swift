// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Fleet
internal import Glibc

/// The bearer token of a proxy whose file names none: made once, kept where only its user can read it.
struct GeneratedToken {
    let path: String

    /// Where the proxy of this user keeps it.
    static func usual(environment: [String: String]) -> GeneratedToken {
        GeneratedToken(path: StateFolder.usualPath(environment: environment, userID: geteuid()) + "/token")
    }

    /// The token that a proxy made, if one did.
    func made() throws(CommandFailure) -> Secret? {
        try read()
    }

    /// The token, and whether it was made just now.
    /// - Throws: `CommandFailure` when it cannot be kept, or others may read it.
    func token() throws(CommandFailure) -> (token: Secret, isNew: Bool) {
        if let kept = try read() { return (kept, false) }
        var generator = SystemRandomNumberGenerator()
        let token = (0..<32).map { _ in
            let byte = UInt8.random(in: 0...255, using: &generator)
            return (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }.joined()
        try write(token)
        return (Secret(token), true)
    }

    private func read() throws(CommandFailure) -> Secret? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw CommandFailure("cannot read the token file '\(path)': \(String(cString: strerror(errno)))")
        }
        defer { close(descriptor) }
        var status = stat()
        fstat(descriptor, &status)
        guard status.st_mode & 0o077 == 0, status.st_uid == geteuid() else {
            throw CommandFailure("others may read the token file '\(path)'; type: chmod 600 '\(path)', or remove it")
        }
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = Glibc.read(descriptor, &bytes, bytes.count)
        let text = bytes.prefix(max(0, count)).filter { $0 > UInt8(ascii: " ") }
        guard !text.isEmpty else { return nil }
        return Secret(String(decoding: text, as: UTF8.self))
    }

    private func write(_ token: String) throws(CommandFailure) {
        // Written beside and renamed: a crash leaves the old file or the new one, never half of one.
        let draft = path + ".new"
        unlink(draft)
        let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else {
            throw CommandFailure("cannot write the token file '\(draft)': \(String(cString: strerror(errno)))")
        }
        let line = token + "\n"
        let written = line.withCString { Glibc.write(descriptor, $0, strlen($0)) }
        let isSafe = written == line.utf8.count && fsync(descriptor) == 0
        close(descriptor)
        guard isSafe, rename(draft, path) == 0 else {
            throw CommandFailure("cannot keep the token in '\(path)': \(String(cString: strerror(errno)))")
        }
    }
}
