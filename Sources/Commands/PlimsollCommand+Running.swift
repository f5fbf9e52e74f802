// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Admin
import ArgumentParser
internal import Glibc

extension PlimsollCommand {
    /// Runs the command line of this process and ends it: 0 done, 1 failed, 64 wrong usage.
    package static func runToExit() async -> Never {
        do {
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
            Glibc.exit(EXIT_SUCCESS)
        } catch is ReaderIsGone {
            Glibc.exit(EXIT_SUCCESS)
        } catch  where isOurs(error) {
            complain(about: error)
            Glibc.exit(EXIT_FAILURE)
        } catch {
            exit(withError: error)
        }
    }

    /// Whether the parser has no better word for it: help, version and usage errors are the parser's.
    private static func isOurs(_ error: any Error) -> Bool {
        !(error is ExitCode || error is CleanExit || error is ValidationError)
            && exitCode(for: error) == .failure
    }

    private static func complain(about error: any Error) {
        // It may quote another machine's words.
        let lines = ["plimsoll: \("\(error)".printable)"] + details(of: error)
        try? StandardStream.error.write(lines: lines)
    }

    private static func details(of error: any Error) -> [String] {
        if let error = error as? CommandFailure { return error.details }
        guard let error = error as? OperatorClientError, case .refused(let report) = error.reason else { return [] }
        return (report.logTail ?? []).map { "  \($0.printable)" }
    }
}
