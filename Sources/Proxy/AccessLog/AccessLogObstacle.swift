// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// Why a file cannot be had for the access log, and what to do about it.
package struct AccessLogObstacle: Error, Hashable, Sendable {
    /// Lower case, no full stop.
    package let message: String
    package let hint: String

    init(_ path: String, code: Int32) {
        message = "cannot write the access log to '\(path)': \(String(cString: strerror(code)))"
        hint =
            switch code {
            case ENOENT, ENOTDIR: "make the folder it is to be in, or name another file in access_log"
            case EISDIR: "name a file in that folder in access_log"
            case EACCES, EPERM: "let the proxy's user write there, or name another file in access_log"
            case ENXIO: "start what reads there before the proxy, or name another file in access_log"
            default: "name another file in access_log"
            }
    }

    /// What this user would meet on opening it. Opens and makes nothing; nil: nothing is in the way.
    package static func foreseen(for target: AccessLog.Target) -> AccessLogObstacle? {
        guard case .file(let path) = target else { return nil }
        let code = Self.code(of: path)
        return code == 0 ? nil : AccessLogObstacle(path, code: code)
    }

    private static func code(of path: String) -> Int32 {
        var status = stat()
        guard stat(path, &status) == 0 else {
            guard errno == ENOENT else { return errno }
            // A link to nothing is followed, and what it names is made.
            if let target = linkTarget(path) { return code(of: target) }
            return faccessat(AT_FDCWD, folder(of: path), W_OK | X_OK, AT_EACCESS) == 0 ? 0 : errno
        }
        switch status.st_mode & S_IFMT {
        case S_IFDIR: return EISDIR
        case S_IFSOCK: return ENXIO
        default: return faccessat(AT_FDCWD, path, W_OK, AT_EACCESS) == 0 ? 0 : errno
        }
    }

    private static func folder(of path: String) -> String {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
        return parts.count > 1 ? parts.joined(separator: "/") : "/"
    }

    private static func linkTarget(_ path: String) -> String? {
        var bytes = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink(path, &bytes, bytes.count)
        guard count > 0 else { return nil }
        let target = String(decoding: bytes[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return target.hasPrefix("/") ? target : "\(folder(of: path))/\(target)"
    }
}
