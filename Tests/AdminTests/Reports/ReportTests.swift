// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Admin
import Capacity
import Fleet
import PlimsollTesting
import Testing

struct ReportTests {
    @Test func fleetReportIsTheRecordedJSON() throws {
        try compareWithSnapshot(
            ReportJSON.text(FleetReport(.sample), pretty: true) + "\n",
            named: "fleet.json"
        )
    }

    @Test func reportReadsItselfBack() throws {
        var status = FleetStatus.sample
        status.engineTrouble = "nobody answers at /var/run/docker.sock"
        let report = FleetReport(status)
        let text = try ReportJSON.text(report, pretty: false)
        #expect(try ReportJSON.report(FleetReport.self, from: text.utf8) == report)
    }

    @Test func oneLineWhenNotPretty() throws {
        #expect(try !ReportJSON.text(FleetReport(.sample), pretty: false).contains("\n"))
    }

    @Test func nodeToolsFiveFieldsAreEnough() throws {
        let text = #"""
            [{"name": "a", "path": "/", "status": "running", "host_port": null, "last_access_epoch": 1700000000.5},
             {"name": "b", "path": "/b", "status": "not_created"}]
            """#
        let services = try ReportJSON.report([ServiceReport].self, from: text.utf8)
        #expect(services.map(\.name) == ["a", "b"])
        #expect(services[0].lastAccessEpoch == 1_700_000_000.5)
        #expect(services[1].state == nil)
    }

    @Test func enforcedLimitIsShownBeforeTheDeclaredOne() {
        var status = ServiceStatus.readySample
        status.usage?.memoryLimit = .mebibytes(128)
        #expect(ServiceReport(status).memoryLimitBytes == 128 << 20)
        status.usage = nil
        #expect(ServiceReport(status).memoryLimitBytes == 256 << 20)
    }
}
