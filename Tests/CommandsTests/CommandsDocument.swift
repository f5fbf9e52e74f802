// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Commands

/// docs/commands.md, made of the help of every command: registering a command is enough to have it in there.
enum CommandsDocument {
    static var text: String {
        var sections = [
            """
            # Commands

            Made from the commands' own help by `RECORD=1 swift test --filter CommandsDocumentTests`; do not edit.
            """
        ]
        sections += section(for: PlimsollCommand.self, path: ["plimsoll"])
        return sections.joined(separator: "\n\n") + "\n"
    }

    private static func section(for command: any ParsableCommand.Type, path: [String]) -> [String] {
        let help =
            command == PlimsollCommand.self
            ? PlimsollCommand.helpMessage(columns: 100)
            : PlimsollCommand.helpMessage(for: command, columns: 100)
        let trimmed = help.split(separator: "\n", omittingEmptySubsequences: false)
            .map { line in String(line.reversed().drop { $0 == " " }.reversed()) }
            .joined(separator: "\n")
        let own =
            "## \(path.joined(separator: " "))\n\n```text\n\(trimmed.last == "\n" ? String(trimmed.dropLast()) : trimmed)\n```"
        return [own]
            + command.configuration.subcommands
            .filter { $0.configuration.shouldDisplay }
            .flatMap { section(for: $0, path: path + [$0._commandName]) }
    }
}
