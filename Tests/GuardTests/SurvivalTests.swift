// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Subprocess
import Testing

/// Rows of the survival table that must hold in mode lease; `make survival` has all of them, and the other modes.
@Suite(.serialized)
struct SurvivalTests {
    @Test(
        .timeLimit(.minutes(5)),
        arguments: ["Python", "Node", "Java", "C, ", "MAP_SHARED", "file", "reservation", "user", "shell"]
    )
    func nothingIsKilledAndNothingThatFitsIsRefused(rows: String) async throws {
        _ = try await GuardBinary.path
        let run = GuardBinary.root.appending(path: "Benchmarks/Survival/run").path()
        let outcome = try await Outcome.of([run, "-k", "-m", "lease", rows])
        #expect(outcome.status == .exited(0), "\(outcome.errors)")
        #expect(outcome.output.contains("| **as wanted** |"))
    }
}
