// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// This program's own code in memory.
///
/// A start reads code and type descriptions that a running proxy never needs again. As long as they are mapped, the kernel takes
/// them for in use, and a host short of memory gives up something else first.
enum ProgramPages {
    /// Unmaps them. They stay in the page cache, and come back from it where they are touched: clean pages of a file lose
    /// nothing by MADV_DONTNEED (madvise(2)). Where that is refused, they stay.
    static func letGo() {
        guard let program = realpath("/proc/self/exe", nil), let maps = fopen("/proc/self/maps", "re") else { return }
        defer {
            free(program)
            fclose(maps)
        }
        let path = String(cString: program)
        var line = [CChar](repeating: 0, count: 4096)
        while fgets(&line, Int32(line.count), maps) != nil {
            let text = String(decoding: line.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
            let fields = text.split(whereSeparator: \.isWhitespace)
            // Only code: what may have been written to is not in the file.
            guard fields.count == 6, fields[1] == "r-xp", fields[5] == path else { continue }
            let bounds = fields[0].split(separator: "-").compactMap { UInt($0, radix: 16) }
            guard bounds.count == 2, let start = UnsafeMutableRawPointer(bitPattern: bounds[0]) else { continue }
            madvise(start, Int(bounds[1] - bounds[0]), MADV_DONTNEED)
        }
    }
}
