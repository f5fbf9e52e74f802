// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// Keeps a second proxy from managing the same workers: a socket's name in the kernel's abstract namespace (unix(7)), which all
/// users of a host share and which is free again when the process ends, however it ends.
struct ProxyLock: ~Copyable {
    private let descriptor: Int32

    /// - Parameters:
    ///   - name: tells what is managed from everything else on the host; at most 100 bytes.
    ///   - owner: the same for people.
    /// - Throws: `CommandFailure` when another proxy holds it.
    init(name: String, owner: String) throws(CommandFailure) {
        descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else {
            throw CommandFailure("cannot make a socket to lock \(owner): \(String(cString: strerror(errno)))")
        }
        let isHeld = Self.withAddress(name) { address, length in
            bind(descriptor, address, length) == 0 && listen(descriptor, 1) == 0
        }
        guard isHeld else {
            let reason = errno
            let holder = Self.holder(of: name)
            close(descriptor)
            guard reason == EADDRINUSE else {
                throw CommandFailure("cannot lock \(owner): \(String(cString: strerror(reason)))")
            }
            throw CommandFailure(
                "another plimsoll (\(holder)) manages \(owner) already; stop it first, "
                    + "or give this one another docker_network or configuration"
            )
        }
    }

    consuming func release() {}

    deinit {
        close(descriptor)
    }

    /// Who listens there, by the kernel's word (SO_PEERCRED, unix(7)).
    private static func holder(of name: String) -> String {
        let probe = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
        guard probe >= 0 else { return "of another process" }
        defer { close(probe) }
        guard withAddress(name, { connect(probe, $0, $1) }) == 0 else { return "of another process" }
        var peer = [Int32](repeating: 0, count: 3)
        var length = socklen_t(12)
        guard getsockopt(probe, SOL_SOCKET, SO_PEERCRED, &peer, &length) == 0 else { return "of another process" }
        return "process \(peer[0])"
    }

    private static func withAddress<Outcome>(
        _ name: String,
        _ body: (UnsafePointer<sockaddr>, socklen_t) -> Outcome
    ) -> Outcome {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = [0] + Array(name.utf8.prefix(100))
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        let length = socklen_t(MemoryLayout<sa_family_t>.size + bytes.count)
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, length) }
        }
    }
}
