// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Admin
import ArgumentParser

/// The service a command acts on, at which proxy, and how the outcome is printed.
package struct ServiceTarget: ParsableArguments {
    @Argument(help: "The service's name in proxy.yaml.")
    var service: String

    @OptionGroup(title: "Which proxy")
    var proxy: OperatorOptions

    @Option(help: "How to print it.")
    var format: ReportFormat = .table

    package init() {}

    package func validate() throws {
        if service.isEmpty { throw ValidationError("the service's name is empty") }
    }

    func show(_ report: ServiceReport, did deed: String) throws {
        switch format {
        case .table: try StandardStream.output.write("\(Self.sentence(about: report, did: deed).printable)\n")
        case .json: try StandardStream.output.write(ReportJSON.text(report, pretty: true) + "\n")
        }
    }

    static func sentence(about report: ServiceReport, did deed: String) -> String {
        let parts = report.state == "ready" ? report.lastStart ?? [] : []
        let timing = parts.map { "\($0.part) \(HumanTime.milliseconds(seconds: $0.seconds))" }
        return "\(report.name) \(deed)" + (timing.isEmpty ? "" : " (\(timing.joined(separator: ", ")))")
    }
}
