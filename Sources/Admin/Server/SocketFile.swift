// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
internal import Glibc

/// The file of the operator's socket: made where only its owner can reach it, then moved into its place.
struct SocketFile: Sendable {
    let path: String
    /// A folder of mode 0700 beside `path`, so that nobody can connect between bind and chmod.
    private let nursery: String

    /// Where to bind.
    var birthplace: String { "\(nursery)/s" }

    /// Makes the folder, and sees to it that `path` is free or stale.
    init(claiming path: String) throws(OperatorServerError) {
        self.path = path
        let folder = Self.folder(of: path)
        let template = folder == "/" ? "/.op-XXXXXX" : "\(folder)/.op-XXXXXX"
        guard path.utf8.count <= OperatorSocket.longestPath, template.utf8.count + 2 <= OperatorSocket.longestPath
        else {
            throw OperatorServerError(
                .pathTooLong,
                "cannot listen on '\(path)': a unix socket's path has at most \(OperatorSocket.longestPath) bytes;"
                    + " name a shorter one with --socket"
            )
        }
        try Self.make(folder: folder, for: path)
        try Self.check(folder: folder)
        switch SocketProbe(path: path) {
        case .absent, .stale: break
        case .answering:
            throw OperatorServerError(
                .inUse,
                "another proxy listens on '\(path)'; stop it first, or give this one its own with --socket"
            )
        case .notASocket:
            throw OperatorServerError(
                .notASocket,
                "'\(path)' is there and is no socket; remove it, or name another path with --socket"
            )
        case .pathTooLong, .refused: break  // the bind below says it better
        }
        var name = Array(template.utf8CString)
        guard mkdtemp(&name) != nil else { throw Self.failed("make a folder beside '\(path)'") }
        nursery = name.withUnsafeBufferPointer {
            String(decoding: $0.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        }
    }

    /// Moves the socket, once bound, to its place and gives it mode 0600.
    func publish() throws(OperatorServerError) {
        guard chmod(birthplace, 0o600) == 0, rename(birthplace, path) == 0 else {
            throw Self.failed("put a socket at '\(path)'")
        }
        rmdir(nursery)
    }

    /// Removes what is left of it once nobody listens any more; a later proxy's socket stays.
    func remove() {
        unlink(birthplace)
        rmdir(nursery)
        if SocketProbe(path: path) == .stale { unlink(path) }
    }

    private static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    private static func make(folder: String, for path: String) throws(OperatorServerError) {
        if access(folder, F_OK) == 0 { return }
        let parent = Self.folder(of: folder)
        if parent != folder, parent != "." { try make(folder: parent, for: path) }
        guard mkdir(folder, 0o700) == 0 || errno == EEXIST else {
            throw failed("make the folder '\(folder)' for the operator's socket")
        }
    }

    private static func check(folder: String) throws(OperatorServerError) {
        guard let resolved = realpath(folder, nil) else { throw failed("look into the folder '\(folder)'") }
        defer { free(resolved) }
        let attributes = try? FileManager.default.attributesOfItem(atPath: String(cString: resolved))
        let owner = attributes?[.ownerAccountID] as? UInt
        if owner == UInt(geteuid()) || owner == 0 { return }
        throw OperatorServerError(
            .untrustedFolder,
            "the folder '\(folder)' belongs to another user; name a socket in a folder of your own with --socket"
        )
    }

    private static func failed(_ deed: String) -> OperatorServerError {
        let reason = String(cString: strerror(errno))
        return OperatorServerError(.cannotCreate, "cannot \(deed): \(reason); name another path with --socket")
    }
}
