// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// Every limit of one process, with what is used of it: `limits`, and what `--explain` says before a program starts.
package struct LimitsReport: Hashable, Sendable {
    package var memory: LimitRow
    /// Beyond this the kernel slows the container down.
    package var memoryHigh: LimitRow
    package var swap: LimitRow
    package var processorTime: LimitRow
    package var processors: LimitRow
    package var processes: LimitRow
    /// The process's own resource limits, where any is set.
    package var own: [LimitRow]
    /// The level with the least memory left, where that is not the one whose limit is the smallest.
    package var fullest: LimitRow?
    /// How many processors are worth using.
    package var worth: Int
    package var throttling: Throttling?
    package var oomKills: Int?
    /// What of the memory limit the kernel holds for itself.
    package var kernelMemory: ByteCount
    /// What runtimes size themselves by.
    package var room: RuntimeRoom
    /// A memory limit that cannot be seen, but was felt: it is at most so much.
    package var hiddenMemory: BoundLimit<ByteCount>?
    /// Processor time that may be saved up and be used at once.
    package var burst: BoundLimit<Duration>?

    var rows: [LimitRow] { [memory, memoryHigh, swap, processorTime, processors, processes] + own }

    /// For a person: a table, then what is to be known beside it.
    package var lines: [String] {
        var table = TextTable(
            ["LIMIT", "VALUE", "USED", "LEFT", "LEVEL", "FROM"],
            isRight: [false, true, true, true, false, false]
        )
        for row in rows where row.limit != nil || row.name != memoryHigh.name { table.add(Self.cells(of: row)) }
        var lines = table.lines
        if let fullest, let left = fullest.left, let limit = fullest.limit {
            let file = KernelText.shown((fullest.file ?? "").utf8)
            lines.append("memory left in truth: \(left.text), as \(limit.text) binds first: \(file)")
        }
        if let hiddenMemory {
            let file = KernelText.shown(hiddenMemory.file.utf8)
            lines.append(
                "memory limit out of sight: at most \(hiddenMemory.value.description), as the kernel killed with none in sight"
                    + " reached: \(file)"
            )
        }
        lines.append("processors worth using: \(worth)")
        if let burst {
            let (seconds, attoseconds) = burst.value.components
            let milliseconds = seconds * 1000 + attoseconds / 1_000_000_000_000_000
            lines.append("processor time to be saved up: \(milliseconds) ms: \(KernelText.shown(burst.file.utf8))")
        }
        if let throttling, throttling.throttled > 0 {
            lines.append("processor time was withheld in \(throttling.throttled) of \(throttling.periods) periods")
        }
        if kernelMemory > .zero { lines.append("memory held by the kernel: \(kernelMemory.description)") }
        if let oomKills, oomKills > 0 { lines.append("processes killed for want of memory so far: \(oomKills)") }
        return lines
    }

    private static func cells(of row: LimitRow) -> [String] {
        [
            row.name, row.limit?.text ?? "none", row.used?.text ?? "-", row.left?.text ?? "-", row.level?.text ?? "-",
            row.file.map { KernelText.shown($0.utf8) } ?? "-",
        ]
    }
}
