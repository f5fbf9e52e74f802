// Plimsoll
// SPDX-License-Identifier: Apache-2.0

package import Admin
import Capacity

/// What is worth a line of its own between one report and the next.
package struct StatusChanges: Sendable {
    /// What of a service is watched: figures that change with every request would drown the rest.
    private struct Watched: Hashable {
        var state: String
        var restarts: Int?
        var oomKills: Int?
        var lastExit: ExitReport?
        var trouble: String?

        init(_ service: ServiceReport) {
            state = service.state ?? service.status
            restarts = service.restarts
            oomKills = service.oomKills
            lastExit = service.lastExit
            trouble = service.trouble
        }
    }

    private var known: [String: Watched] = [:]
    private var engineTrouble: String?

    package init() {}

    /// The lines to print for `report`; the first one names every service.
    package mutating func lines(for report: FleetReport) -> [String] {
        var lines: [String] = []
        if report.engineTrouble != engineTrouble {
            lines.append("engine \(report.engine): \(report.engineTrouble ?? "answers again")")
            engineTrouble = report.engineTrouble
        }
        var now: [String: Watched] = [:]
        for service in report.services {
            let watched = Watched(service)
            now[service.name] = watched
            let before = known[service.name]
            if before != watched { lines.append(Self.line(for: service, watched, after: before)) }
        }
        for name in known.keys.sorted() where now[name] == nil {
            lines.append("\(name): no longer served")
        }
        known = now
        return lines.map(\.printable)
    }

    private static func line(for service: ServiceReport, _ now: Watched, after before: Watched?) -> String {
        var parts: [String] = []
        if let before, before.state != now.state {
            parts.append("\(before.state) -> \(now.state)")
        } else {
            parts.append(now.state)
        }
        if let memory = service.memoryBytes {
            let limit = service.memoryLimitBytes.map { " of \(ByteCount(bytes: $0))" } ?? ""
            parts.append("\(ByteCount(bytes: memory))\(limit)")
        }
        if let kills = now.oomKills, kills > before?.oomKills ?? 0 { parts.append("OOM kills \(kills)") }
        if let restarts = now.restarts, restarts > before?.restarts ?? 0 { parts.append("restarts \(restarts)") }
        if let exit = now.lastExit, exit != before?.lastExit, before != nil {
            parts.append("worker " + exit.verdict + (exit.status.map { " (status \($0))" } ?? ""))
        }
        if let trouble = now.trouble, trouble != before?.trouble { parts.append(trouble) }
        return "\(service.name): " + parts.joined(separator: ", ")
    }
}
