// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// Keeps a second proxy from managing the same workers: a locked file, let go by the kernel when the process ends however it ends.
struct ProxyLock: ~Copyable {
    private let descriptor: Int32

    /// - Throws: `CommandFailure` when another proxy holds it, or the file cannot be made.
    init(path: String, owner: String) throws(CommandFailure) {
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else {
            throw CommandFailure("cannot open the lock file '\(path)': \(String(cString: strerror(errno)))")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let holder = Self.text(of: descriptor)
            close(descriptor)
            throw CommandFailure(
                "another plimsoll (process \(holder)) manages \(owner) already; stop it first, "
                    + "or give this one another docker_network or configuration"
            )
        }
        let pid = "\(getpid())\n"
        ftruncate(descriptor, 0)
        _ = pid.withCString { write(descriptor, $0, strlen($0)) }
    }

    consuming func release() {}

    deinit {
        close(descriptor)
    }

    private static func text(of descriptor: Int32) -> String {
        var bytes = [UInt8](repeating: 0, count: 32)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        let digits = bytes.prefix(max(0, count)).prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        return digits.isEmpty ? "unknown" : String(decoding: digits, as: UTF8.self)
    }
}
