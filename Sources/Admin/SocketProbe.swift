// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
internal import Glibc

/// What is found at a unix socket's path.
enum SocketProbe: Hashable, Sendable {
    case absent
    case answering
    /// A socket file that nobody listens on any more.
    case stale
    case notASocket
    case pathTooLong
    /// The kernel refuses to look or to connect.
    case refused(errno: Int32)

    /// Looks by connecting, without ever waiting.
    init(path: String) {
        guard path.utf8.count <= OperatorSocket.longestPath else {
            self = .pathTooLong
            return
        }
        guard access(path, F_OK) == 0 else {
            self = errno == ENOENT ? .absent : .refused(errno: errno)
            return
        }
        // Connecting to a file of another kind is refused just as connecting to a stale socket is.
        guard let file = realpath(path, nil) else {
            self = .refused(errno: errno)
            return
        }
        defer { free(file) }
        // From Foundation: beside NIO's headers the compiler takes Glibc's `stat` for a type of NIO's.
        let attributes = try? FileManager.default.attributesOfItem(atPath: String(cString: file))
        guard attributes?[.type] as? FileAttributeType == .typeSocket else {
            self = .notASocket
            return
        }
        switch Self.connectingError(path: path) {
        // EAGAIN: its backlog is full, so there is somebody.
        case 0, EAGAIN, EINPROGRESS: self = .answering
        case ECONNREFUSED: self = .stale
        case ENOENT: self = .absent
        case let code: self = .refused(errno: code)
        }
    }

    private static func connectingError(path: String) -> Int32 {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | O_NONBLOCK | O_CLOEXEC, 0)
        guard descriptor >= 0 else { return errno }
        defer { close(descriptor) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        return result == 0 ? 0 : errno
    }
}
