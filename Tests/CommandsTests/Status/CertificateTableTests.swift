// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Admin
import Fleet
import PlimsollTesting
import Testing

@testable import Commands

/// Certificates below the services of `plimsoll status`.
struct CertificateTableTests {
    private func report(_ certificates: [CertificateStatus] = CertificateStatus.samples) -> FleetReport {
        var report = FleetReport(FleetStatus(engine: "docker", services: [.asleepSample]))
        report.certificates = certificates.map { CertificateReport($0) }
        return report
    }

    @Test func certificatesOfFilesAndOfAuthoritiesAreTheRecordedTable() throws {
        var text = ""
        for columns in [nil, 100, 60, 30] {
            text += "--- \(columns.map { "\($0) columns" } ?? "no terminal")\n"
            text += StatusTable(report()).lines(for: Terminal(columns: columns)).map { $0 + "\n" }.joined()
        }
        try compareWithSnapshot(text, named: "status-certificates.txt")
    }

    @Test func withoutACertificateTheTableOfServicesIsAll() {
        let lines = StatusTable(report([])).lines(for: Terminal())
        #expect(lines.count == 2 && !lines.contains { $0.contains("CERTIFICATE") })
        // A proxy of an earlier release does not tell of them.
        var report = report()
        report.certificates = nil
        #expect(StatusTable(report).lines(for: Terminal()) == lines)
    }

    @Test func troubleIsRedAndItsNameStandsOut() throws {
        let lines = StatusTable(report()).lines(for: Terminal(hasColour: true))
        let sound = try #require(lines.first { $0.contains("www.example.com") })
        #expect(!sound.contains("\u{1B}"))
        let expired = try #require(lines.first { $0.contains("old.example.com") })
        #expect(expired.contains("\u{1B}[33m"))
        #expect(lines.contains { $0.contains("\u{1B}[31m") && $0.contains("open port 80") })
    }

    @Test func whatAStrangerSaysOfThemIsHarmless() throws {
        let text = #"""
            {"engine": "x", "services": [], "certificates": [
             {"names": ["\u001b[2J"], "source": "file", "not_after_epoch": 9223372036854775807, "trouble": "\u001b[31m"},
             {"names": [], "source": "acme", "not_after_epoch": -1, "next_renewal_epoch": null}]}
            """#
        let report = try ReportJSON.report(FleetReport.self, from: text.utf8)
        let lines = StatusTable(report).lines(for: Terminal())
        #expect(!lines.joined().contains("\u{1B}"))
        #expect(lines.count { $0.contains("CERTIFICATE") } == 1)
    }

    @Test func jsonHoldsEveryKeyOfEveryCertificate() throws {
        let sink = MemorySink()
        try StatusView(format: .json, sink: sink).show(report(), on: Terminal())
        try compareWithSnapshot(sink.text, named: "status-certificates.json")
        #expect(try ReportJSON.report(FleetReport.self, from: sink.text.utf8) == report())
    }
}
