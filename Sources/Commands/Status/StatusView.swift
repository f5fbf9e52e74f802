// Plimsoll
// SPDX-License-Identifier: Apache-2.0

package import Admin

/// Shows reports of a fleet, once or again and again.
package struct StatusView: Sendable {
    private let format: ReportFormat
    /// Whether JSON is the list of services alone, as NodeTool's is.
    private let listsServicesOnly: Bool
    private let sink: any TextSink

    package init(format: ReportFormat, listsServicesOnly: Bool = false, sink: any TextSink) {
        self.format = format
        self.listsServicesOnly = listsServicesOnly
        self.sink = sink
    }

    package func show(_ report: FleetReport, on terminal: Terminal) throws {
        switch format {
        case .table: try sink.write(lines: StatusTable(report).lines(for: terminal))
        case .json: try sink.write(document(report, pretty: true) + "\n")
        }
    }

    /// Shows a report each second until cancelled. On a terminal a table is repainted; elsewhere there is a line for each
    /// change, and with JSON one document a line for each report that differs from the one before.
    /// A proxy that does not answer any more is waited for; one that does not answer at first is an error.
    package func follow(
        every interval: Duration = .seconds(1),
        fetch: () async throws -> FleetReport
    ) async throws {
        switch format {
        case .table where Terminal.standardOutput.canRepaint: try await repaint(every: interval, fetch)
        case .table: try await printChanges(every: interval, fetch)
        case .json: try await printDocuments(every: interval, fetch)
        }
    }

    private func repaint(every interval: Duration, _ fetch: () async throws -> FleetReport) async throws {
        var report = try await fetch()
        var repainter = try Repainter(onto: sink)
        var trouble: String?
        while true {
            let terminal = Terminal.standardOutput
            let title = "\(HumanTime.now)  Ctrl-C ends"
            var lines = [terminal.paint(title, .faint)] + StatusTable(report).lines(for: terminal)
            if let trouble {
                let text = terminal.columns.map { trouble.truncated(toWidth: $0) } ?? trouble
                lines.insert(terminal.paint(text, .bad), at: 1)
            }
            try repainter.show(lines, rows: terminal.rows)
            try await Task.sleep(for: interval)
            do {
                report = try await fetch()
                trouble = nil
            } catch let error as OperatorClientError {
                trouble = "as last seen: \(error.message.printable)"
            }
        }
    }

    private func printChanges(every interval: Duration, _ fetch: () async throws -> FleetReport) async throws {
        var changes = StatusChanges()
        var trouble: String?
        var report: FleetReport? = try await fetch()
        while true {
            var lines = report.map { changes.lines(for: $0) } ?? []
            if let trouble { lines.append(trouble.printable) }
            if !lines.isEmpty { try sink.write(lines: lines.map { "\(HumanTime.now) \($0)" }) }
            try sink.checkReader()
            let wasGone = report == nil
            try await Task.sleep(for: interval)
            do {
                report = try await fetch()
                trouble = wasGone ? "the proxy answers again" : nil
            } catch let error as OperatorClientError {
                report = nil
                trouble = wasGone ? nil : error.message
            }
        }
    }

    private func printDocuments(every interval: Duration, _ fetch: () async throws -> FleetReport) async throws {
        var report = try await fetch()
        var last: FleetReport?
        while true {
            if report != last { try sink.write(document(report, pretty: false) + "\n") }
            last = report
            try sink.checkReader()
            try await Task.sleep(for: interval)
            do {
                report = try await fetch()
            } catch is OperatorClientError {
                continue
            }
        }
    }

    private func document(_ report: FleetReport, pretty: Bool) throws -> String {
        guard listsServicesOnly else { return try ReportJSON.text(report, pretty: pretty) }
        return try ReportJSON.text(report.services, pretty: pretty)
    }
}
