// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Capacity

/// Workers against their limits, as a table.
package struct TopTable: Sendable {
    private let report: TopReport
    private let order: TopOrder

    package init(_ report: TopReport, by order: TopOrder) {
        self.report = report
        self.order = order
    }

    package func lines(for terminal: Terminal) -> [String] {
        var table = Table([
            .init("SERVICE"), .init("STATE", weight: 8), .init("MEMORY", .right), .init("COMMITTED", .right, weight: 6),
            .init("FULL IN", .right, weight: 9), .init("CPU", .right, weight: 10), .init("WITHHELD", .right, weight: 5),
            .init("STALLED", .right, weight: 4), .init("OOM KILLS", .right, weight: 7),
            .init("PROCESSES", .right, weight: 3),
        ])
        for worker in order.sorted(report.workers) { table.add(Self.cells(of: worker)) }
        var lines = table.lines(for: terminal)
        if let trouble = report.engineTrouble {
            let text = "engine \(report.engine): \(trouble)".printable
            lines.append(terminal.paint(terminal.columns.map { text.truncated(toWidth: $0) } ?? text, .bad))
        }
        return lines
    }

    private static func cells(of worker: TopWorkerReport) -> [Table.Cell] {
        let stalled = worker.stalledForMemory.map { percent($0 / 100) }
        return [
            .init(worker.service), .init(worker.state), memory(of: worker),
            .init(worker.committedBytes.map { ByteCount(bytes: $0).description } ?? "-"),
            .init(
                worker.secondsToLimit.map { HumanTime.duration(seconds: Double($0)) } ?? "-",
                (worker.secondsToLimit ?? .max) < 30 ? .bad : .plain
            ),
            cpu(of: worker),
            .init(worker.withheld.map(percent) ?? "-", (worker.withheld ?? 0) >= 0.1 ? .caution : .plain),
            .init(stalled ?? "-", (worker.stalledForMemory ?? 0) >= 10 ? .bad : .plain),
            .init(worker.oomKills.map { "\($0)" } ?? "-", (worker.oomKills ?? 0) > 0 ? .bad : .plain),
            .init(worker.processes.map { "\($0)" } ?? "-"),
        ]
    }

    private static func memory(of worker: TopWorkerReport) -> Table.Cell {
        guard let used = worker.memoryBytes else { return "-" }
        let text = ByteCount(bytes: used).description
        guard let limit = worker.memoryLimitBytes, limit > 0 else { return .init(text) }
        let share = Double(used) / Double(limit)
        let ink: Ink = share >= 0.9 ? .bad : share >= 0.75 ? .caution : .plain
        return .init("\(text) / \(ByteCount(bytes: limit)) \(percent(share))", ink)
    }

    private static func cpu(of worker: TopWorkerReport) -> Table.Cell {
        guard let used = worker.cpu else { return "-" }
        guard let quota = worker.cpuQuota else { return .init(hundredths(used)) }
        return .init("\(hundredths(used)) / \(hundredths(quota))", used >= quota * 0.9 ? .caution : .plain)
    }

    private static func percent(_ share: Double) -> String {
        guard share.isFinite, share >= 0, share < 1e6 else { return "-" }
        return "\(Int((share * 100).rounded()))%"
    }

    private static func hundredths(_ value: Double) -> String {
        guard value.isFinite, value >= 0, value < 1e9 else { return "-" }
        let count = Int((value * 100).rounded())
        return "\(count / 100).\(count % 100 < 10 ? "0" : "")\(count % 100)"
    }
}
