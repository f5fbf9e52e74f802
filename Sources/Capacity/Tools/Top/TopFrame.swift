// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// One screen of `top`.
package struct TopFrame: Sendable {
    /// Where among the lines the titles of the columns are.
    package static let titleLine = 6

    private let model: TopModel
    private let users: UserNames

    package init(_ model: TopModel, users: UserNames) {
        self.model = model
        self.users = users
    }

    /// - Parameters:
    ///   - clock: the wall clock, `02:17:37`.
    ///   - columns: what a line may have.
    ///   - rows: how many lines there may be; nil: as many as it takes.
    package func lines(clock: String, options: TopOptions, columns: Int, rows: Int?) -> [String] {
        var lines = [
            "top -" + model.sample.uptime.line(clock: clock, tellsPressure: false), memory, rest, processors, trouble,
            "",
        ]
        lines.append(titles(options, columns))
        let processes = model.rows(by: options)
        let room = rows.map { max($0 - lines.count, 0) } ?? processes.count
        lines += processes.prefix(room).map { row($0, columns) }
        if processes.isEmpty { lines.append(whyNone) }
        return lines.prefix(rows ?? lines.count).map { $0.cut(to: columns).withoutTrailingBlanks }
    }

    private var whyNone: String {
        if !model.rows.isEmpty { return "no other process here has such a number" }
        return model.sample.uptime.age == nil
            ? "no process can be seen: is /proc hidden?" : "no other process runs here"
    }

    private var memory: String {
        guard let memory = model.sample.memory else { return "memory   not known: no cgroup and no /proc/meminfo" }
        let of = model.sample.limits.memory == nil ? "machine" : "limit"
        var line = "memory   \(memory.used.description) of \(memory.total.description) \(of)"
        line += " (\(Self.share(memory.used, of: memory.total))%)"
        if let time = model.timeToLimit { line += ", full in \(Self.time(time))" }
        return line
    }

    /// What of memory is not in use.
    private var rest: String {
        guard let memory = model.sample.memory else { return "rest     not known" }
        return "rest     available \(memory.available.description), cache \(memory.cache.description)"
            + ", swap \(memory.swapUsed.description) of \(memory.swapTotal.description)"
    }

    private var processors: String {
        let sample = model.sample
        let most = sample.limits.cpu.map { "\($0.value.description) processors" } ?? "\(sample.processors) processors"
        var line = "cpu      \(model.processors.map { Self.processors($0) } ?? "?") of \(most)"
        if let periods = model.periods, sample.limits.cpu != nil {
            line += ", withheld in \(periods.throttled) of \(periods.all) periods"
        }
        return line
    }

    private var trouble: String {
        let sample = model.sample
        var line = "stalled "
        let pressures = [
            ("cpu", sample.pressures.processors), ("memory", sample.pressures.memory), ("io", sample.pressures.storage),
        ]
        if pressures.allSatisfy({ $0.1 == nil }) {
            line += " not told by this kernel"
        } else {
            for (name, pressure) in pressures {
                line += " \(name) \(pressure.map { FixedPoint.hundredths($0.tenSeconds) + "%" } ?? "?")"
            }
        }
        return line + ", oom kills \(sample.oomKills.map { "\($0)" } ?? "?")"
    }

    private func titles(_ options: TopOptions, _ columns: Int) -> String {
        line(
            ["PID", "USER", "S", "%CPU", "%MEM", "RESIDENT", "COMMITTED", "TIME", "COMMAND"],
            columns
        )
    }

    private func row(_ row: TopModel.Row, _ columns: Int) -> String {
        let process = row.process
        let limit = model.sample.memory?.total
        return line(
            [
                "\(process.number)", process.user.map { users.name(of: $0) } ?? "?", KernelText.shown([process.state]),
                FixedPoint.tenths(row.processors),
                limit.flatMap { limit in process.resident.map { Self.share($0, of: limit) } } ?? "?",
                process.resident?.description ?? "?", process.committed?.description ?? "?",
                Self.processorTime(process.processorTime), KernelText.shown(process.name),
            ],
            columns
        )
    }

    /// On narrow screens the least telling columns are left out.
    private func line(_ cells: [String], _ columns: Int) -> String {
        var line = cells[0].flushRight(7)
        if columns >= 72 { line += " " + cells[1].cut(to: 8).flushLeft(8) }
        line += " " + cells[2] + cells[3].flushRight(7) + cells[4].flushRight(6) + cells[5].flushRight(11)
        if columns >= 60 { line += cells[6].flushRight(11) }
        if columns >= 72 { line += cells[7].flushRight(10) }
        return line + " " + cells[8]
    }

    /// In percent, with one decimal.
    private static func share(_ part: ByteCount, of whole: ByteCount) -> String {
        guard whole > .zero else { return "-" }
        // In kibibytes: a thousand times a size in bytes may be too large a number.
        return FixedPoint.tenths(min((part.bytes >> 10) * 1000 / max(whole.bytes >> 10, 1), 99999))
    }

    private static func processors(_ thousandths: Int64) -> String {
        FixedPoint.hundredths(Int(thousandths / 10))
    }

    /// `1:02.50`: minutes, seconds and hundredths; `26:03:04` from a hundred minutes on.
    static func processorTime(_ time: Duration) -> String {
        let hundredths = time.wholeMilliseconds / 10
        let seconds = hundredths / 100
        if seconds < 6000 {
            return "\(seconds / 60):" + String.twoDigits(Int(seconds % 60)) + "."
                + String.twoDigits(Int(hundredths % 100))
        }
        return "\(seconds / 3600):" + String.twoDigits(Int(seconds / 60 % 60)) + ":"
            + String.twoDigits(Int(seconds % 60))
    }

    /// `42 s`, `5 min`, `3 h 10 min`.
    static func time(_ time: Duration) -> String {
        let seconds = time.wholeMilliseconds / 1000
        if seconds < 120 { return "\(seconds) s" }
        if seconds < 7200 { return "\(seconds / 60) min" }
        return "\(seconds / 3600) h \(seconds / 60 % 60) min"
    }
}
