// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// A chunked body taken apart a second time: whole, slow, and sharing nothing with the reader it judges.
struct ChunkRecheck {
    let body: [UInt8]
    /// The field lines behind the last chunk, with the empty line.
    let trailers: [UInt8]
    let taken: Int

    /// Nil: it is not whole, or no chunked body.
    init?(_ bytes: [UInt8], mostExtension: Int) {
        var body: [UInt8] = []
        var index = 0
        while true {
            guard let end = Self.lineEnd(bytes, from: index) else { return nil }
            let line = bytes[index..<end]
            let digits = line.prefix { $0 != UInt8(ascii: ";") }
            let isHexadecimal = digits.allSatisfy { "0123456789abcdefABCDEF".utf8.contains($0) }
            guard !digits.isEmpty, digits.count <= 15, isHexadecimal, line.count - digits.count <= mostExtension + 16,
                line.allSatisfy({ $0 == 0x09 || (0x20...0x7E).contains($0) }),
                let size = Int(String(decoding: digits, as: UTF8.self), radix: 16)
            else { return nil }
            index = end + 2
            if size == 0 { break }
            guard bytes.count - index >= size + 2, bytes[index + size] == 0x0D, bytes[index + size + 1] == 0x0A else {
                return nil
            }
            body += bytes[index..<(index + size)]
            index += size + 2
        }
        let start = index
        while let end = Self.lineEnd(bytes, from: index) {
            let isLast = end == index
            index = end + 2
            if isLast {
                self.body = body
                trailers = Array(bytes[start..<index])
                taken = index
                return
            }
        }
        return nil
    }

    private static func lineEnd(_ bytes: [UInt8], from start: Int) -> Int? {
        guard let feed = bytes[start...].firstIndex(of: 0x0A), feed > start, bytes[feed - 1] == 0x0D else { return nil }
        return feed - 1
    }
}
