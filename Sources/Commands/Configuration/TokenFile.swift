// Plimsoll
// SPDX-License-Identifier: Apache-2.0

package import Fleet
internal import Glibc

/// A file whose first line is the proxy's token: `bearer_token_file`.
package enum TokenFile {
    private static let longestLine = 65_536

    package static func read(_ path: String) throws(CommandFailure) -> Secret {
        guard let file = fopen(path, "r") else { throw unreadable(path) }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: longestLine)
        let count = fread(&bytes, 1, bytes.count, file)
        guard ferror(file) == 0 else { throw unreadable(path) }
        let line = bytes[..<count].prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
        guard !line.isEmpty else {
            throw CommandFailure("the token file '\(path)' begins with an empty line; write the token on its first")
        }
        return Secret(String(decoding: line, as: UTF8.self))
    }

    private static func unreadable(_ path: String) -> CommandFailure {
        let reason = String(cString: strerror(errno))
        return CommandFailure(
            "cannot read the token file '\(path)': \(reason); correct bearer_token_file or its permissions"
        )
    }
}
