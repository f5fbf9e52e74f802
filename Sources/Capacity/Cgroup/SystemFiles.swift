// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import CSystemCalls

/// The files of this machine. A file beyond 8 MiB is cut there.
package struct SystemFiles: FileReader, Sendable {
    private static let capacity = 8 << 20
    private static let keptCapacity = 4000

    /// Whether files stay open, to be read again for less. Only for files of the kernel that are made anew at each reading, and for the
    /// only thread of a process.
    private let keepsOpen: Bool

    package init(keepingOpen: Bool = false) {
        keepsOpen = keepingOpen
    }

    package func bytes(at path: String) -> [UInt8]? {
        if keepsOpen { return keptBytes(at: path) ?? keptBytes(at: path) }
        let descriptor = path.withCString { plimsoll_open_to_read($0) }
        guard descriptor >= 0 else { return nil }
        defer { plimsoll_close(descriptor) }
        // On the stack: a request of the guarded program waits for this.
        return withUnsafeTemporaryAllocation(byteCount: 4096, alignment: 16) { chunk in
            var content: [UInt8] = []
            while content.count < Self.capacity {
                let count = plimsoll_read(descriptor, chunk.baseAddress, Int64(chunk.count))
                if count < 0 { return nil }
                if count == 0 { break }
                content.append(contentsOf: UnsafeRawBufferPointer(rebasing: chunk[..<Int(count)]))
            }
            return content
        }
    }

    /// Nil at first for what was opened for a process that ended since: its number may be another's.
    private func keptBytes(at path: String) -> [UInt8]? {
        let descriptor = path.withCString { plimsoll_open_kept($0) }
        guard descriptor >= 0 else { return nil }
        var count: Int64 = -1
        let content = [UInt8](unsafeUninitializedCapacity: Self.keptCapacity) { buffer, filled in
            count = plimsoll_read_record(descriptor, buffer.baseAddress, Int64(buffer.count))
            filled = max(0, Int(count))
        }
        if count < 0 { plimsoll_drop_kept(descriptor) }
        if content.count == Self.keptCapacity { return SystemFiles().bytes(at: path) }
        return count < 0 ? nil : content
    }
}

extension SystemFiles: FileRangeReader {
    package func bytes(at path: [UInt8], from offset: UInt64, count: Int) -> [UInt8]? {
        guard count >= 0, count <= Self.capacity, let offset = Int64(exactly: offset) else { return nil }
        let descriptor = (path + [0]).withUnsafeBufferPointer { buffer in
            buffer.withMemoryRebound(to: CChar.self) { plimsoll_open_to_read($0.baseAddress) }
        }
        guard descriptor >= 0 else { return nil }
        defer { plimsoll_close(descriptor) }
        var failed = false
        let content = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            let read = plimsoll_read_at(descriptor, buffer.baseAddress, Int64(count), offset)
            failed = read < 0
            filled = max(0, Int(read))
        }
        return failed ? nil : content
    }
}
