// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Admin
import Commands
import Fleet
import PlimsollTesting
import Testing

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

    @Test func nodeToolsProxyIsShownToo() {
        let report = FleetReport(engine: "", services: [ServiceReport(name: "a", path: "/", status: "running")])
        #expect(StatusTable(report).lines(for: Terminal()).last?.hasPrefix("a        running") == true)
    }

    @Test func memoryNearItsLimitIsRed() {
        let report = FleetReport(.sample)
        let line = StatusTable(report).lines(for: Terminal(hasColour: true))[1]
        #expect(line.contains("\u{1B}[31m240 MiB / 256 MiB\u{1B}[0m"))
    }
}
