// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Admin
package import Capacity
internal import Fleet
package import Settings

/// Reads a settings file, holds it to every rule, and prints what was found.
package struct SettingsCheck: Sendable {
    private let loaded: LoadedSettings
    private let problems: [Problem]
    package let report: CheckReport

    /// Services with errors of their own are not held to the rules: what they lack may be what could not be read.
    /// - Parameter surroundings: what was found of the files and programs it names.
    package init(
        _ loaded: LoadedSettings,
        host: HostCapacity,
        listeningPorts: Set<Int>,
        surroundings: [Problem] = [],
        isStrict: Bool
    ) {
        self.loaded = loaded
        let fleet = CheckedFleet(
            services: loaded.soundServices,
            host: host,
            listeningPorts: listeningPorts,
            proxyEndpoints: loaded.readable?.endpoints ?? []
        )
        let findings = RuleBook.findings(in: fleet).map { loaded.problem(for: $0) }
        problems = (loaded.problems + findings + surroundings).inFileOrder
        report = CheckReport(file: loaded.file, problems: problems, isStrict: isStrict)
    }

    package func show(_ format: ReportFormat, on terminal: Terminal, to sink: any TextSink) throws {
        switch format {
        case .table: try sink.write(lines: lines(for: terminal))
        case .json: try sink.write(ReportJSON.text(report, pretty: true) + "\n")
        }
    }

    private func lines(for terminal: Terminal) -> [String] {
        let text = ProblemText(loaded) { role, text in terminal.paint(text, role.ink) }
        let verdict = report.passes ? terminal.paint("ok", .good) : terminal.paint("not ok", .bad)
        let services = loaded.settings.map { ", \(String(count: $0.services.count, of: "service"))" } ?? ""
        return problems.map { text.text(of: $0) } + [
            "\(report.file.printable): \(verdict), \(report.counts)\(services)"
        ]
    }
}

extension ProblemText.Role {
    fileprivate var ink: Ink {
        switch self {
        case .severity(.error): .bad
        case .severity(.warning): .caution
        case .severity(.notice), .hint: .faint
        case .place: .strong
        case .caret: .good
        }
    }
}

extension ProxySettings {
    /// Where the proxy itself listens.
    fileprivate var endpoints: [Endpoint] {
        servesHTTPS ? [listenHTTP.endpoint, listenHTTPS.endpoint] : [listenHTTP.endpoint]
    }
}
