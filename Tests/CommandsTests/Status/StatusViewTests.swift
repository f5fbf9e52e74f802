// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Admin
import Fleet
import PlimsollTesting
import Testing

@testable import Commands

struct StatusViewTests {
    /// Answers with each of these in turn, and ends the following after the last.
    private func follow(_ format: ReportFormat, _ answers: [Result<FleetReport, OperatorClientError>]) async -> [String]
    {
        let sink = MemorySink()
        var rest = answers[...]
        await #expect(throws: CancellationError.self) {
            try await StatusView(format: format, sink: sink).follow(every: .zero) {
                guard let next = rest.popFirst() else { throw CancellationError() }
                return try next.get()
            }
        }
        return sink.text.split(separator: "\n").map(String.init)
    }

    private var asleep: FleetReport { FleetReport(FleetStatus(engine: "docker", services: [.asleepSample])) }

    private var ready: FleetReport {
        var service = ServiceStatus.asleepSample
        service.state = .ready
        return FleetReport(FleetStatus(engine: "docker", services: [service]))
    }

    @Test func withoutATerminalThereIsALinePerChange() async {
        let lines = await follow(.table, [.success(asleep), .success(asleep), .success(ready)])
        #expect(lines.map { $0.drop { $0 != " " } } == [" whisper: asleep", " whisper: asleep -> ready"])
        #expect(lines.allSatisfy { $0.contains(#/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ /#) })
    }

    @Test func proxyThatGoesAwayIsNamedOnceAndWaitedFor() async {
        let gone = Result<FleetReport, OperatorClientError>.failure(
            OperatorClientError(.nobodyAnswers, "no proxy answers")
        )
        let lines = await follow(.table, [.success(asleep), gone, gone, .success(asleep)])
        #expect(
            lines.map { $0.drop { $0 != " " } } == [
                " whisper: asleep", " no proxy answers", " the proxy answers again",
            ]
        )
    }

    @Test func jsonIsOneDocumentALineForEachReportThatDiffers() async throws {
        let lines = await follow(.json, [.success(asleep), .success(asleep), .success(ready)])
        #expect(lines.count == 2)
        #expect(try lines.map { try ReportJSON.report(FleetReport.self, from: $0.utf8) } == [asleep, ready])
    }

    @Test func nodeToolsJSONIsTheListOfServices() throws {
        let sink = MemorySink()
        try StatusView(format: .json, listsServicesOnly: true, sink: sink).show(asleep, on: Terminal())
        #expect(try ReportJSON.report([ServiceReport].self, from: sink.text.utf8) == asleep.services)
    }

    @Test func proxyThatDoesNotAnswerAtFirstIsAnError() async {
        await #expect(throws: OperatorClientError.self) {
            try await StatusView(format: .table, sink: MemorySink()).follow {
                throw OperatorClientError(.nobodyAnswers, "no proxy answers")
            }
        }
    }

    @Test func readerThatLeavesEndsIt() async {
        await #expect(throws: ReaderIsGone.self) {
            try await StatusView(format: .json, sink: MemorySink(capacity: 0)).follow(every: .zero) { asleep }
        }
    }
}
