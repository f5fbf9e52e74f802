// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Subprocess
import Testing

/// What holds of the guard's cost and transparency on any machine, however busy; `make bench-guard` and `make check-cpython` have the rest.
@Suite(.serialized)
struct OverheadTests {
    private func outcome(of script: String, _ words: String...) async throws -> Outcome {
        _ = try await GuardBinary.path
        return try await Outcome.of([GuardBinary.root.appending(path: "scripts/\(script)").path()] + words)
    }

    @Test(.timeLimit(.minutes(2))) func itIsSmallAndRestsWhenNobodyAllocates() async throws {
        let outcome = try await outcome(of: "bench-guard", "--idle")
        #expect(outcome.status == .exited(0), "\(outcome.output)\(outcome.errors)")
    }

    @Test(.timeLimit(.minutes(4))) func partsOfCPythonsOwnTestsHaveTheSameResults() async throws {
        let outcome = try await outcome(of: "check-cpython", "test_mmap", "test_resource", "test_bigmem")
        #expect(outcome.status == .exited(0), "\(outcome.output)\(outcome.errors)")
        #expect(outcome.output.contains("test_resource: "))
    }
}
