// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Admin
import Fleet
import Foundation
import PlimsollTesting
import Testing

@testable import Commands

struct StatusTableTests {
    @Test func sampleIsTheRecordedTable() throws {
        var status = FleetStatus.sample
        status.engineTrouble = "nobody answers at /var/run/docker.sock"
        let report = FleetReport(status)
        var text = ""
        for columns in [nil, 100, 80, 40] {
            text += "--- \(columns.map { "\($0) columns" } ?? "no terminal")\n"
            text += StatusTable(report).lines(for: Terminal(columns: columns)).map { $0 + "\n" }.joined()
        }
        try compareWithSnapshot(text, named: "status-table.txt")
    }

    /// A service as the README's example has it.
    private func service(_ name: String, _ state: String, limit: Int64? = nil, cpus: Double? = nil) -> ServiceReport {
        var service = ServiceReport(name: name, path: "/\(name)", status: "")
        service.state = state
        (service.inFlight, service.waiting, service.restarts, service.oomKills) = (0, 0, 0, 0)
        service.memoryLimitBytes = limit
        service.cpuQuota = cpus
        return service
    }

    @Test func theReadmeShowsWhatIsPrinted() throws {
        var files = service("files", "ready", limit: 256 << 20, cpus: 1)
        (files.memoryBytes, files.memoryPeakBytes, files.refused, files.sleepsInSeconds) = (11 << 20, 11 << 20, 0, 298)
        let thumbs = service("thumbs", "asleep", limit: 1 << 30, cpus: 2)
        let report = FleetReport(engine: "docker", services: [files, thumbs, service("search", "routed")])
        let table = StatusTable(report).lines(for: Terminal()).map { "\($0)\n" }.joined()
        let readme = URL(filePath: #filePath).appending(path: "../../../../README.md").standardized
        let text = try String(contentsOf: readme, encoding: .utf8)
        #expect(text.contains("$ plimsoll status\n\(table)```\n"), "the README should show:\n\(table)")
    }

    @Test func nodeToolsProxyIsShownToo() {
        let report = FleetReport(engine: "", services: [ServiceReport(name: "a", path: "/", status: "running")])
        #expect(StatusTable(report).lines(for: Terminal()).last?.hasPrefix("a        running") == true)
    }

    @Test func absurdFiguresOfAStrangerAreSurvived() throws {
        let text = #"""
            {"engine": "x", "services": [{"name": "a", "path": "/", "status": "s", "memory_bytes": -9223372036854775808,
             "memory_limit_bytes": 0, "cpu": 1e308, "cpu_quota": -1e308, "sleeps_in_seconds": 1e308, "in_flight": -1,
             "state": "ready", "last_start": [{"part": "create", "seconds": 1e308}]}]}
            """#
        let report = try ReportJSON.report(FleetReport.self, from: text.utf8)
        #expect(StatusTable(report).lines(for: Terminal(columns: 80)).count == 2)
        #expect(ServiceTarget.sentence(about: report.services[0], did: "is ready").hasPrefix("a is ready (create "))
    }

    @Test func memoryNearItsLimitIsRed() {
        let report = FleetReport(.sample)
        let line = StatusTable(report).lines(for: Terminal(hasColour: true))[1]
        #expect(line.contains("\u{1B}[31m240 MiB / 256 MiB\u{1B}[0m"))
    }
}
