// Plimsoll
// SPDX-License-Identifier: Apache-2.0

package import ArgumentParser
import FoundationEssentials
import Settings

/// `plimsoll docker-run`.
package struct DockerRunCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "docker-run",
        abstract: "Print the docker run line that does by hand what a service's settings do.",
        discussion: """
            For trying a worker without the proxy, and for seeing what Plimsoll asks of Docker. The guard is not part of \
            it: the proxy puts it into the container by itself. The environment's values are printed too.

              plimsoll docker-run thumbs
              plimsoll docker-run thumbs --config staging.yaml --mask-environment
            """
    )

    @Argument(help: "The service's name in the settings file.")
    var service: String

    @Option(
        help: ArgumentHelp("The settings file.", valueName: "proxy.yaml"),
        completion: .file(extensions: ["yaml", "yml"])
    )
    var config = "proxy.yaml"

    @Flag(help: "Print *** for the environment's values, for showing the line around.")
    var maskEnvironment = false

    @Option(help: "How to print it.")
    var format: ReportFormat = .table

    package init() {}

    package mutating func run() async throws {
        let report = try DockerRunReport(
            of: service,
            in: try SettingsFile.load(config),
            file: config,
            environment: ProcessInfo.processInfo.environment,
            masksEnvironment: maskEnvironment
        )
        try StandardStream.output.write(report.text(format, on: .standardOutput) + "\n")
    }
}
