// Plimsoll
// SPDX-License-Identifier: Apache-2.0

package import ArgumentParser
internal import Capacity

/// The root of the command line.
package struct PlimsollCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "plimsoll",
        abstract: "One proxy in front of worker containers: starts them on demand, keeps them within their limits.",
        discussion: """
            A first look, with no configuration:

              plimsoll demo

            Day to day:

              plimsoll check proxy.yaml     every mistake of a file at once
              plimsoll proxy proxy.yaml     run the proxy
              plimsoll status --follow      watch the workers
              plimsoll top                  watch them against their limits
              plimsoll logs thumbs          what a worker wrote

            Exit status: 0 done, 1 failed, 64 wrong usage.
            """,
        version: PlimsollVersion.current,
        groupedSubcommands: [
            CommandGroup(name: "Before the start", subcommands: [CheckCommand.self, DockerRunCommand.self]),
            CommandGroup(
                name: "Running a proxy",
                subcommands: [ProxyCommand.self, DemoCommand.self]
            ),
            CommandGroup(
                name: "A running proxy",
                subcommands: [
                    StatusCommand.self, TopCommand.self, LimitsCommand.self, StartCommand.self, StopCommand.self,
                    LogsCommand.self,
                ]
            ),
            CommandGroup(name: "NodeTool's names", subcommands: [ProxyStatusCommand.self]),
        ]
    )

    package init() {}
}
