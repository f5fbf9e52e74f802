// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// A tape archive (POSIX ustar), as the engine takes for an upload.
struct TarArchive {
    private(set) var bytes: [UInt8] = []

    /// Adds a folder of root's. `path` is relative and at most 99 bytes, as are those of files.
    mutating func addFolder(_ path: String, mode: Int = 0o755) {
        addHeader(path + "/", mode: mode, size: 0, type: UInt8(ascii: "5"))
    }

    /// Adds a file of root's.
    mutating func addFile(_ path: String, mode: Int, content: [UInt8]) {
        addHeader(path, mode: mode, size: content.count, type: UInt8(ascii: "0"))
        bytes += content
        bytes += Array(repeating: 0, count: (Self.block - content.count % Self.block) % Self.block)
    }

    /// Ends the archive: two empty blocks.
    mutating func finish() {
        bytes += Array(repeating: 0, count: 2 * Self.block)
    }

    /// The content of the one file of a stranger's archive; nil for anything but a regular file that is all there.
    static func onlyFile(in archive: [UInt8]) -> ArraySlice<UInt8>? {
        guard archive.count > block, [UInt8(ascii: "0"), 0].contains(archive[156]) else { return nil }
        var size = 0
        for byte in archive[124..<135] where byte != 0 && byte != UInt8(ascii: " ") {
            guard (UInt8(ascii: "0")...UInt8(ascii: "7")).contains(byte) else { return nil }
            size = size * 8 + Int(byte & 7)
        }
        return size <= archive.count - block ? archive[block..<(block + size)] : nil
    }

    private static let block = 512

    private mutating func addHeader(_ path: String, mode: Int, size: Int, type: UInt8) {
        var header = Header()
        header.put(path, at: 0, width: 100)
        header.put(octal: mode, at: 100, width: 8)
        header.put(octal: 0, at: 108, width: 8)
        header.put(octal: 0, at: 116, width: 8)
        header.put(octal: size, at: 124, width: 12)
        // No time: the same file always gives the same archive.
        header.put(octal: 0, at: 136, width: 12)
        header.bytes[156] = type
        header.put("ustar", at: 257, width: 6)
        header.put("00", at: 263, width: 2)
        header.seal()
        bytes += header.bytes
    }

    private struct Header {
        var bytes = [UInt8](repeating: 0, count: TarArchive.block)

        mutating func put(_ text: String, at offset: Int, width: Int) {
            for (index, byte) in text.utf8.prefix(width).enumerated() { bytes[offset + index] = byte }
        }

        mutating func put(octal value: Int, at offset: Int, width: Int) {
            let digits = String(value, radix: 8)
            put(String(repeating: "0", count: max(0, width - 1 - digits.count)) + digits, at: offset, width: width - 1)
        }

        /// The checksum counts its own field as blanks.
        mutating func seal() {
            for index in 148..<156 { bytes[index] = UInt8(ascii: " ") }
            let sum = bytes.reduce(0) { $0 + Int($1) }
            put(octal: sum, at: 148, width: 7)
            bytes[154] = 0
        }
    }
}
