// Plimsoll
// SPDX-License-Identifier: Apache-2.0

package import ArgumentParser
internal import Capacity
internal import Foundation
internal import Settings

/// `plimsoll check`.
package struct CheckCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Find every mistake in a settings file, and what could be better.",
        discussion: """
            Each one is shown with its line, and what to do about it. Mistakes exit 1; guidelines that are not followed are
            warnings. What the proxy would open or run is looked for here, as the user who checks. Nothing is started or changed.

              plimsoll check
              plimsoll check --strict proxy.yaml
            """,
        aliases: ["proxy-validate-config"]
    )

    @Argument(help: "The settings file.")
    var file = "proxy.yaml"

    @Flag(help: "Exit 1 for warnings, too.")
    var strict = false

    @Flag(help: "Take an unknown key for a warning, not an error.")
    var lenient = false

    @Option(help: "How to print it.")
    var format = ReportFormat.table

    package init() {}

    package mutating func run() async throws {
        let environment = ProcessInfo.processInfo.environment
        let probe = HostProbe()
        // What this machine has says nothing about the host of an engine elsewhere.
        let isHere = environment["DOCKER_HOST"].map { $0.isEmpty || $0.hasPrefix("unix:") } ?? true
        let loaded = SettingsLoader(environment: environment, isLenient: lenient).load(file)
        let check = SettingsCheck(
            loaded,
            host: isHere ? probe.capacity : .unknown,
            listeningPorts: isHere ? probe.listeningPorts : [],
            surroundings: SurroundingsCheck.problems(
                of: loaded,
                environment: environment,
                guardPath: GuardBinary.find(environment: environment)
            ),
            isStrict: strict
        )
        try check.show(format, on: .standardOutput, to: StandardStream.output)
        if !check.report.passes { throw ExitCode.failure }
    }
}
