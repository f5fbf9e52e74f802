// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Admin
package import ArgumentParser

/// `plimsoll logs`.
package struct LogsCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "logs",
        abstract: "Print the last lines that a service's worker wrote.",
        discussion: """
            Oldest first. On a terminal, control characters are shown and not obeyed; elsewhere lines are passed on as they are.

              plimsoll logs thumbs
              plimsoll logs thumbs -n 1000 > thumbs.log
            """
    )

    @OptionGroup var target: ServiceTarget

    @Option(name: [.customShort("n"), .long], help: "How many lines, at most 10000.")
    var lines = 100

    package init() {}

    package func validate() throws {
        guard (0...10_000).contains(lines) else { throw ValidationError("--lines must be from 0 to 10000") }
    }

    package mutating func run() async throws {
        let (target, lines) = (target, lines)
        try await OperatorClient.withClient(of: target.proxy.address) { client in
            let log = try await client.log(of: target.service, lines: lines)
            switch target.format {
            case .table:
                let isForPeople = Terminal.standardOutput.isInteractive
                try StandardStream.output.write(lines: log.lines.map { isForPeople ? $0.printable : $0 })
            case .json:
                try StandardStream.output.write(ReportJSON.text(log, pretty: true) + "\n")
            }
        }
    }
}
