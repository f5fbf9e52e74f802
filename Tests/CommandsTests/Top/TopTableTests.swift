// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Admin
import Testing

@testable import Commands

struct TopTableTests {
    private func worker(_ name: String, memory: Int64? = nil, limit: Int64? = nil, cpu: Double? = nil)
        -> TopWorkerReport
    {
        var service = ServiceReport(name: name, path: "/", status: "running")
        service.state = "ready"
        service.memoryBytes = memory.map { $0 << 20 }
        service.memoryLimitBytes = limit.map { $0 << 20 }
        service.cpu = cpu
        service.cpuQuota = cpu.map { _ in 0.5 }
        return TopWorkerReport(service, nil)
    }

    private func report(_ workers: TopWorkerReport...) -> TopReport { TopReport(engine: "docker", workers: workers) }

    @Test func whoIsNearTheLineComesFirst() {
        let report = report(
            worker("idle"),
            worker("small", memory: 20, limit: 256, cpu: 0.4),
            worker("full", memory: 250, limit: 256)
        )
        func names(_ order: TopOrder) -> [Substring] {
            TopTable(report, by: order).lines(for: Terminal()).dropFirst().map { $0.prefix { $0 != " " } }
        }
        #expect(names(.memory) == ["full", "small", "idle"])
        #expect(names(.cpu) == ["small", "idle", "full"])
        #expect(names(.file) == ["idle", "small", "full"])
    }

    @Test func aRowTellsAll() {
        var full = worker("full", memory: 250, limit: 256, cpu: 0.45)
        full.committedBytes = 300 << 20
        full.secondsToLimit = 12
        full.withheld = 0.25
        full.stalledForMemory = 12.5
        full.oomKills = 1
        full.processes = 3
        #expect(
            TopTable(report(full), by: .memory).lines(for: Terminal()) == [
                "SERVICE  STATE                 MEMORY  COMMITTED  FULL IN          CPU  WITHHELD  STALLED  OOM KILLS  PROCESSES",
                "full     ready  250 MiB / 256 MiB 98%    300 MiB      12s  0.45 / 0.50       25%      13%          1          3",
            ]
        )
    }

    @Test(arguments: [100, 80, 40, 20]) func narrowTerminalsAreKeptTo(columns: Int) {
        let report = report(worker("a-service-with-a-name", memory: 250, limit: 256, cpu: 0.4))
        let lines = TopTable(report, by: .memory).lines(for: Terminal(columns: columns))
        #expect(lines.allSatisfy { $0.count <= max(columns, 36) })
    }

    @Test func namesThatWouldTakeTheTerminalOverAreShownHarmlessly() {
        var report = report(worker("a\u{1B}[2J\nb"))
        report.engineTrouble = "x\u{1B}[2J\n"
        let lines = TopTable(report, by: .memory).lines(for: Terminal())
        #expect(lines.count == 3 && !lines.contains { $0.contains("\u{1B}") || $0.contains("\n") })
    }

    @Test func absurdFiguresAreSurvived() {
        var worker = worker("a", memory: 1, limit: 1, cpu: .infinity)
        worker.memoryBytes = -5
        worker.memoryLimitBytes = 0
        worker.secondsToLimit = .max
        worker.withheld = .nan
        worker.stalledForMemory = -1e308
        #expect(TopTable(report(worker), by: .memory).lines(for: Terminal()).count == 2)
        #expect(TopTable(report(worker), by: .cpu).lines(for: Terminal()).count == 2)
    }

    @Test func jsonHasNullsLeftOutAndNamesInSnakeCase() throws {
        let text = try ReportJSON.text(report(worker("a", memory: 1, limit: 2)), pretty: false)
        #expect(
            text
                == #"{"engine":"docker","workers":[{"memory_bytes":1048576,"memory_limit_bytes":2097152,"service":"a","state":"ready"}]}"#
        )
    }
}
