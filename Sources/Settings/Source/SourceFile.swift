// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// Reads a settings file's bytes, and refuses what cannot be one before holding it in memory.
enum SourceFile {
    static let largestSize = 1 << 20

    static func read(_ path: String) throws(SourceFailure) -> SourceText {
        // Without O_NONBLOCK opening a pipe would wait for a writer.
        let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { throw notOpened(path, errno) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw notOpened(path, errno) }
        switch status.st_mode & S_IFMT {
        case S_IFREG: break
        case S_IFDIR: throw SourceFailure("file-unreadable", "'\(path)' is a directory, not a file")
        default: throw SourceFailure("file-unreadable", "'\(path)' is not a regular file")
        }
        guard status.st_size <= largestSize else { throw tooLarge(path) }
        let bytes = try bytes(of: descriptor, path)
        return SourceText(try text(of: bytes, path))
    }

    /// What `open` or `read` said, in words.
    static func notOpened(_ path: String, _ code: Int32) -> SourceFailure {
        switch code {
        case ENOENT:
            SourceFailure(
                "file-not-found",
                "'\(path)' was not found",
                hint: "name the file: plimsoll check path/to/proxy.yaml"
            )
        case EACCES, EPERM:
            SourceFailure(
                "file-unreadable",
                "'\(path)' cannot be read: permission denied",
                hint: "give the user that runs plimsoll read permission"
            )
        default:
            SourceFailure("file-unreadable", "'\(path)' cannot be read: \(String(cString: strerror(code)))")
        }
    }

    private static func bytes(of descriptor: Int32, _ path: String) throws(SourceFailure) -> [UInt8] {
        // One more than allowed, to notice a file that grows or lies about its size (/proc).
        var bytes = [UInt8](repeating: 0, count: largestSize + 1)
        var count = 0
        while count < bytes.count {
            let got = bytes.withUnsafeMutableBytes {
                Glibc.read(descriptor, $0.baseAddress?.advanced(by: count), $0.count - count)
            }
            if got == 0 { break }
            if got < 0 {
                if errno == EINTR { continue }
                throw notOpened(path, errno)
            }
            count += got
        }
        guard count <= largestSize else { throw tooLarge(path) }
        bytes.removeLast(bytes.count - count)
        return bytes
    }

    private static func tooLarge(_ path: String) -> SourceFailure {
        SourceFailure("file-too-large", "'\(path)' is too large: a settings file may have at most 1 MiB")
    }

    /// The text of UTF-8 bytes, without a byte order mark.
    static func text(of bytes: [UInt8], _ path: String) throws(SourceFailure) -> String {
        if bytes.starts(with: [0xFE, 0xFF]) || bytes.starts(with: [0xFF, 0xFE]) {
            throw SourceFailure("invalid-utf8", "'\(path)' is UTF-16", hint: "save it as UTF-8")
        }
        let content = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
        guard let text = String(validating: content, as: UTF8.self) else {
            throw SourceFailure(
                "invalid-utf8",
                at: firstInvalid(in: content),
                "invalid YAML: not valid UTF-8",
                hint: "save the file as UTF-8"
            )
        }
        return text
    }

    private static func firstInvalid(in bytes: ArraySlice<UInt8>) -> Place {
        var (line, column) = (1, 1)
        var iterator = bytes.makeIterator()
        var parser = Unicode.UTF8.ForwardParser()
        while case .valid(let scalar) = parser.parseScalar(from: &iterator) {
            if scalar.elementsEqual([0x0A]) {
                line += 1
                column = 1
            } else {
                column += 1
            }
        }
        return .file(line: line, column: column)
    }
}
