// Plimsoll
// SPDX-License-Identifier: Apache-2.0

package import Admin
import Capacity

/// A fleet's report as a table.
package struct StatusTable: Sendable {
    private let report: FleetReport

    package init(_ report: FleetReport) {
        self.report = report
    }

    package func lines(for terminal: Terminal) -> [String] {
        var table = Table([
            .init("SERVICE"), .init("STATE"), .init("IN FLIGHT", .right, weight: 7),
            .init("WAITING", .right, weight: 4),
            .init("MEMORY", .right, weight: 9), .init("PEAK", .right, weight: 3), .init("CPU", .right, weight: 8),
            .init("RESTARTS", .right, weight: 1), .init("OOM KILLS", .right, weight: 5),
            .init("REFUSED", .right, weight: 2),
            .init("SLEEPS IN", .right, weight: 6),
        ])
        for service in report.services {
            table.add(Self.cells(of: service), notes: Self.notes(of: service))
        }
        var lines = table.lines(for: terminal)
        lines += CertificateTable(report.certificates ?? []).lines(for: terminal)
        if let trouble = report.engineTrouble {
            let text = "engine \(report.engine): \(trouble)".printable
            lines.append(terminal.paint(terminal.columns.map { text.truncated(toWidth: $0) } ?? text, .bad))
        }
        return lines
    }

    private static func cells(of service: ServiceReport) -> [Table.Cell] {
        [
            .init(service.name),
            .init(service.state ?? service.status, ink(ofState: service.state)),
            number(service.inFlight),
            number(service.waiting, whenAny: .caution),
            memory(of: service),
            .init(service.memoryPeakBytes.map { ByteCount(bytes: $0).description } ?? "-"),
            cpu(of: service),
            number(service.restarts),
            number(service.oomKills, whenAny: .bad),
            number(service.refused.map { Int($0) }, whenAny: .caution),
            .init(service.sleepsInSeconds.map { HumanTime.duration(seconds: $0) } ?? "-"),
        ]
    }

    private static func notes(of service: ServiceReport) -> [Table.Cell] {
        [service.trouble, refusal(of: service), shortfall(of: service)].compactMap { $0.map { .init($0, .caution) } }
    }

    private static func refusal(of service: ServiceReport) -> String? {
        service.lastRefusal.map { refusal in
            let name = refusal.name.isEmpty ? "a process" : refusal.name
            return "last refused \(ByteCount(bytes: refusal.bytes)) to \(name) (\(refusal.process))"
        }
    }

    /// That something else is in force than was asked for, or that it is so only by the clock.
    private static func shortfall(of service: ServiceReport) -> String? {
        guard let inForce = service.guardInForce else { return nil }
        if inForce != service.guardMode {
            let reason = service.guardReason.map { ": \($0)" } ?? ""
            return "guard \(inForce) in place of \(service.guardMode ?? "none")\(reason)"
        }
        return service.guardMeans == "timed-for-want"
            ? "guard lends by the clock: its processes cannot be made to ask" : nil
    }

    private static func number(_ value: Int?, whenAny ink: Ink = .plain) -> Table.Cell {
        guard let value else { return "-" }
        return .init("\(value)", value > 0 ? ink : .plain)
    }

    private static func memory(of service: ServiceReport) -> Table.Cell {
        let used = service.memoryBytes.map { ByteCount(bytes: $0).description }
        let limit = service.memoryLimitBytes.map { ByteCount(bytes: $0).description }
        let share = share(service.memoryBytes.map(Double.init), of: service.memoryLimitBytes.map(Double.init))
        let ink: Ink = share >= 0.9 ? .bad : share >= 0.75 ? .caution : .plain
        guard let limit else { return .init(used ?? "-", ink) }
        return .init("\(used ?? "-") / \(limit)", ink)
    }

    private static func cpu(of service: ServiceReport) -> Table.Cell {
        let used = service.cpu.map(hundredths) ?? "-"
        let ink: Ink = share(service.cpu, of: service.cpuQuota) >= 0.9 ? .caution : .plain
        guard let quota = service.cpuQuota else { return .init(used, ink) }
        return .init("\(used) / \(trimmed(quota))", ink)
    }

    private static func share(_ used: Double?, of limit: Double?) -> Double {
        guard let used, let limit, limit > 0 else { return 0 }
        return used / limit
    }

    private static func ink(ofState state: String?) -> Ink {
        switch state {
        case "ready", "routed": .good
        case "starting", "draining", "paused": .caution
        case "resting": .bad
        case "asleep": .faint
        default: .plain
        }
    }

    private static func hundredths(_ value: Double) -> String {
        guard value.isFinite, value >= 0, value < 1e9 else { return "-" }
        let count = Int((value * 100).rounded())
        return "\(count / 100).\(count % 100 < 10 ? "0" : "")\(count % 100)"
    }

    private static func trimmed(_ value: Double) -> String {
        var text = hundredths(value)
        while text.contains("."), text.last == "0" { text.removeLast() }
        if text.last == "." { text.removeLast() }
        return text
    }
}
