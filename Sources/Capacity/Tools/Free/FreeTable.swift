// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// What `free` prints.
package enum FreeTable {
    package static func text(_ memory: ContainerMemory, _ options: FreeOptions) -> String {
        let titles =
            ["total", "used", "free", "shared"] + (options.isWide ? ["buffers", "cache"] : ["buff/cache"])
            + ["available"]
        let columns = options.isWide ? [memory.buffers, memory.cache] : [memory.buffers + memory.cache]
        var text = line("", titles)
        text += line(
            "Mem:",
            ([memory.total, memory.used, memory.free, memory.shared] + columns + [memory.available])
                .map { figure($0, options) }
        )
        let swapFree = memory.swapTotal - memory.swapUsed
        text += line("Swap:", [memory.swapTotal, memory.swapUsed, swapFree].map { figure($0, options) })
        if options.showsTotal {
            let sums = [
                memory.total + memory.swapTotal, memory.used + memory.swapUsed, memory.free + swapFree,
            ]
            text += line("Total:", sums.map { figure($0, options) })
        }
        return text
    }

    private static func line(_ name: String, _ cells: [String]) -> String {
        var line = name.flushLeft(8)
        for (index, cell) in cells.enumerated() {
            line += index == 0 ? cell.flushRight(12) : " " + cell.flushRight(11)
        }
        return line + "\n"
    }

    private static func figure(_ size: ByteCount, _ options: FreeOptions) -> String {
        switch options.unit {
        case .human: human(size, step: options.step)
        case .fixed(let power): "\((0..<power).reduce(size.bytes) { value, _ in value / options.step })"
        }
    }

    /// At most three digits, or one and a decimal: `7.6Gi`, `512Mi`, `0B`.
    static func human(_ size: ByteCount, step: Int64) -> String {
        if size.bytes < step { return "\(size.bytes)B" }
        var value = size.bytes
        var tenths: Int64 = 0
        for unit in ["K", "M", "G", "T", "P"] {
            tenths = value / step > Int64.max / 10 ? 0 : value % step * 10 / step
            value /= step
            if value < 1000 || unit == "P" {
                let name = step == 1024 ? unit + "i" : unit
                return value < 10 ? "\(value).\(tenths)\(name)" : "\(value)\(name)"
            }
        }
        return "\(value)"
    }
}
