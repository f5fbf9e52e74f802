// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// What an executable of the ELF format says of itself: the libraries it wants and the names of its sections.
///
/// Whatever is cut short, contradicts itself or lies outside of the file is as if it were not there.
struct ElfFile<Files: FileRangeReader> {
    private let files: Files
    private let path: [UInt8]
    private let head: [UInt8]

    // More than any compiler makes; a file that claims more is not worth reading.
    private static var mostHeaders: UInt64 { 256 }
    private static var mostText: Int { 16384 }

    /// `head` is the beginning of the file, of at least 64 bytes. Nil unless it is of 64 bits and little-endian, as all are that the guard is
    /// built for.
    init?(path: [UInt8], head: [UInt8], files: Files) {
        guard head.count >= 64, head.starts(with: [0x7F, 0x45, 0x4C, 0x46, 2, 1]) else { return nil }
        self.files = files
        self.path = path
        self.head = head
    }

    /// The names of the shared libraries that it wants, such as `libjli.so`.
    var libraries: [[UInt8]] {
        let segments = table(
            at: number(head, 32, 8),
            entries: number(head, 56, 2),
            size: number(head, 54, 2),
            least: 56
        )
        guard let dynamic = segments.first(where: { number($0, 0, 4) == 2 }),
            let entries = read(number(dynamic, 8, 8), min(number(dynamic, 32, 8), UInt64(Self.mostText)))
        else { return [] }
        var wanted: [UInt64] = []
        var textAddress: UInt64?
        for start in stride(from: 0, to: entries.count - 15, by: 16) {
            let tag = number(entries[start...], 0, 8)
            let value = number(entries[start...], 8, 8)
            if tag == 0 { break }
            if tag == 1 { wanted.append(value) }
            if tag == 5 { textAddress = value }
        }
        guard let textAddress, !wanted.isEmpty, let text = offset(of: textAddress, in: segments) else { return [] }
        return wanted.prefix(64).compactMap { place in
            let (offset, overflow) = text.addingReportingOverflow(place)
            guard !overflow, let name = read(offset, 64) else { return nil }
            return Array(name.prefix { $0 != 0 })
        }
    }

    /// Whether a section has one of these names. Programs that were stripped keep those they need themselves, such as Go's
    /// `.go.buildinfo`.
    func hasSection(among wanted: [String]) -> Bool {
        let sections = table(
            at: number(head, 40, 8),
            entries: number(head, 60, 2),
            size: number(head, 58, 2),
            least: 64
        )
        let index = Int(number(head, 62, 2))
        guard sections.indices.contains(index) else { return false }
        let length = min(number(sections[index], 32, 8), UInt64(Self.mostText))
        guard let names = read(number(sections[index], 24, 8), length) else { return false }
        return sections.contains { section in
            let start = Int(number(section, 0, 4))
            guard start < names.count else { return false }
            let name = names[start...].prefix { $0 != 0 }
            return wanted.contains { name.elementsEqual($0.utf8) }
        }
    }

    private func table(at offset: UInt64, entries: UInt64, size: UInt64, least: UInt64) -> [ArraySlice<UInt8>] {
        guard entries > 0, entries <= Self.mostHeaders, size >= least, size <= 256,
            let bytes = read(offset, entries * size)
        else { return [] }
        return stride(from: 0, to: bytes.count, by: Int(size)).compactMap { start in
            let end = start + Int(size)
            return end <= bytes.count ? bytes[start..<end] : nil
        }
    }

    private func offset(of address: UInt64, in segments: [ArraySlice<UInt8>]) -> UInt64? {
        for segment in segments where number(segment, 0, 4) == 1 {
            let start = number(segment, 16, 8)
            guard address >= start, address - start < number(segment, 32, 8) else { continue }
            let (offset, overflow) = number(segment, 8, 8).addingReportingOverflow(address - start)
            return overflow ? nil : offset
        }
        return nil
    }

    private func read(_ offset: UInt64, _ count: UInt64) -> [UInt8]? {
        files.bytes(at: path, from: offset, count: Int(clamping: count))
    }

    private func number(_ bytes: some RandomAccessCollection<UInt8>, _ offset: Int, _ count: Int) -> UInt64 {
        bytes.dropFirst(offset).prefix(count).reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
}
