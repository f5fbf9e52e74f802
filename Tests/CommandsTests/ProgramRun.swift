// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Subprocess

/// How a run of the program ended and what it said.
struct ProgramRun: Sendable {
    var status: TerminationStatus
    var output: String
    var errors: String

    static func of(_ arguments: [String]) async throws -> ProgramRun {
        try await run(.name("env"), ["--", program] + arguments)
    }

    /// Runs a shell script with the program as `$0` and `words` as `$1`, `$2` and so on. Fails where any part of a pipe does.
    static func ofShell(_ script: String, _ words: String...) async throws -> ProgramRun {
        try await run(.name("bash"), ["-o", "pipefail", "-c", script, program] + words)
    }

    /// Beside the tests themselves.
    private static var program: String {
        let tests = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        return tests.split(separator: "/").dropLast().map { "/\($0)" }.joined() + "/plimsoll"
    }

    private static func run(_ executable: Executable, _ arguments: [String]) async throws -> ProgramRun {
        let result = try await Subprocess.run(
            executable,
            arguments: Arguments(arguments),
            environment: .inherit,
            output: .string(limit: 1 << 20),
            error: .string(limit: 1 << 20)
        )
        return ProgramRun(
            status: result.terminationStatus,
            output: result.standardOutput,
            errors: result.standardError
        )
    }
}
