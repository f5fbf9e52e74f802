// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import CSystemCalls

/// The files of this machine. A file beyond 8 MiB is cut there.
package struct SystemFiles: FileReader, Sendable {
    private static let capacity = 8 << 20

    package init() {}

    package func bytes(at path: String) -> [UInt8]? {
        let descriptor = path.withCString { plimsoll_open_to_read($0) }
        guard descriptor >= 0 else { return nil }
        defer { plimsoll_close(descriptor) }
        var content: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4096)
        while content.count < Self.capacity {
            let count = chunk.withUnsafeMutableBytes { plimsoll_read(descriptor, $0.baseAddress, Int64($0.count)) }
            if count < 0 { return nil }
            if count == 0 { break }
            content.append(contentsOf: chunk[..<Int(count)])
        }
        return content
    }
}
