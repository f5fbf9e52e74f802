// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// Where another ACME client, such as certbot with `--webroot`, leaves its answers to challenges.
struct ChallengeFolder: Sendable {
    /// Those of RFC 8555 have some 90 bytes.
    private static let mostBytes = 4096

    let path: String

    /// What is to be answered for a token: from `TOKEN` or from `.well-known/acme-challenge/TOKEN` in it. Blocks.
    /// - Returns: nil: there is no such file, or none that should be shown.
    func answer(to token: String) -> String? {
        guard Self.isToken(token.utf8) else { return nil }
        // The folder itself may be behind a link; nothing in it may lead elsewhere.
        let root = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard root >= 0 else { return nil }
        defer { close(root) }
        if let text = Self.text(of: token, in: root) { return text }
        let known = Self.folder(".well-known", in: root)
        guard known >= 0 else { return nil }
        defer { close(known) }
        let challenges = Self.folder("acme-challenge", in: known)
        guard challenges >= 0 else { return nil }
        defer { close(challenges) }
        return Self.text(of: token, in: challenges)
    }

    /// Base64url, long enough not to be guessed: RFC 8555, section 8.3. So it is never a path.
    static func isToken(_ bytes: some Collection<UInt8>) -> Bool {
        (16...256).contains(bytes.count)
            && bytes.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
                    true
                default: false
                }
            }
    }

    private static func folder(_ name: String, in parent: CInt) -> CInt {
        openat(parent, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW)
    }

    private static func text(of name: String, in folder: CInt) -> String? {
        // Without waiting for a writer, should it be a pipe.
        let file = openat(folder, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size <= mostBytes else {
            return nil
        }
        var bytes = [UInt8](repeating: 0, count: mostBytes)
        let count = read(file, &bytes, bytes.count)
        guard count > 0, bytes[..<count].allSatisfy({ $0 >= 0x20 && $0 < 0x7F || $0 == 0x0A || $0 == 0x0D }) else {
            return nil
        }
        return String(decoding: bytes[..<count], as: UTF8.self)
    }
}
