// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Subprocess

/// How a command ended and what it said.
struct Outcome: Sendable {
    var status: TerminationStatus
    var output: String
    var errors: String

    /// Runs `words`; `environment` is added to the test's own.
    static func of(_ words: [String], environment: [Environment.Key: String] = [:], input: String = "") async throws
        -> Outcome
    {
        let result = try await run(
            .name("env"),
            arguments: Arguments(["--"] + words),
            environment: .inherit.updating(environment.mapValues { $0 }),
            input: .string(input),
            output: .string(limit: 1 << 20),
            error: .string(limit: 1 << 20)
        )
        return Outcome(
            status: result.terminationStatus,
            output: result.standardOutput,
            errors: result.standardError
        )
    }

    /// Runs a shell script with `words` as its `$1`, `$2` and so on.
    static func ofShell(_ script: String, _ words: String..., environment: [Environment.Key: String] = [:]) async throws
        -> Outcome
    {
        try await of(["sh", "-c", script, "sh"] + words, environment: environment)
    }
}
