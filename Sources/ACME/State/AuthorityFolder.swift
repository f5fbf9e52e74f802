// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Crypto
internal import FoundationEssentials
internal import Glibc

/// What is kept of one authority: the account, the order under way, the certificate. For its user's eyes alone. Every call blocks.
struct AuthorityFolder: Sendable {
    private static let mostBytes = 1 << 20

    let path: String

    /// - Parameter parent: made, if missing; below it each authority has a folder of its own.
    init(in parent: String, directory: String) {
        let host = directory.split(separator: "/").dropFirst().first ?? "authority"
        let name = host.filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "." || $0 == "-") }
        let digest = SHA256.hash(data: Array(directory.utf8)).prefix(4)
        let hex = digest.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        path = "\(parent)/\(name)-\(hex)"
    }

    /// Key and chain in one file: there is never one of one and the other of another certificate.
    var certificateFile: String { path + "/certificate.pem" }

    func make() throws(AuthorityError) {
        var made = ""
        for part in path.split(separator: "/") {
            made += "/" + part
            if mkdir(made, 0o700) != 0, errno != EEXIST { throw failure("make the folder", made) }
        }
        var status = stat()
        guard stat(path, &status) == 0 else { throw failure("look at", path) }
        guard status.st_uid == geteuid(), status.st_mode & 0o077 == 0 else {
            throw AuthorityError(.storage, "others may look into the folder '\(path)'; type: chmod 700 '\(path)'")
        }
    }

    func read<Record: Decodable>(_ name: String, as type: Record.Type) throws(AuthorityError) -> Record? {
        guard let bytes = try read(name) else { return nil }
        // Half a file was never written: what cannot be read is somebody else's doing, and is not overwritten.
        guard let record = try? JSONDecoder().decode(type, from: Data(bytes)) else {
            throw AuthorityError(.storage, "'\(path)/\(name)' cannot be understood; remove it to begin anew")
        }
        return record
    }

    /// Nil: there is no such file.
    func read(_ name: String) throws(AuthorityError) -> [UInt8]? {
        let file = "\(path)/\(name)"
        let descriptor = open(file, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw failure("read", file)
        }
        defer { close(descriptor) }
        var status = stat()
        fstat(descriptor, &status)
        guard status.st_mode & 0o077 == 0, status.st_uid == geteuid() else {
            throw AuthorityError(.storage, "others may read '\(file)', which holds a key; type: chmod 600 '\(file)'")
        }
        var bytes = [UInt8](repeating: 0, count: Self.mostBytes)
        let count = Glibc.read(descriptor, &bytes, bytes.count)
        guard count >= 0 else { throw failure("read", file) }
        return Array(bytes[..<count])
    }

    func write(_ name: String, _ record: some Encodable) throws(AuthorityError) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(record) else {
            throw AuthorityError(.storage, "cannot write '\(path)/\(name)'")
        }
        try write(bytes: Array(data), to: name)
    }

    /// Written beside and renamed: a crash leaves the old file or the new one, never half of one.
    func write(bytes: [UInt8], to name: String) throws(AuthorityError) {
        try make()
        let (file, draft) = ("\(path)/\(name)", "\(path)/\(name).new")
        unlink(draft)
        let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw failure("write", draft) }
        let isWhole = Glibc.write(descriptor, bytes, bytes.count) == bytes.count && fsync(descriptor) == 0
        let code = errno
        close(descriptor)
        guard isWhole else {
            unlink(draft)
            throw failure("write", draft, code)
        }
        guard rename(draft, file) == 0 else { throw failure("write", file) }
        let folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        if folder >= 0 {
            fsync(folder)
            close(folder)
        }
    }

    func remove(_ name: String) {
        unlink("\(path)/\(name)")
    }

    private func failure(_ verb: String, _ file: String, _ code: CInt = errno) -> AuthorityError {
        AuthorityError(.storage, "cannot \(verb) '\(file)': \(String(cString: strerror(code)))")
    }
}
