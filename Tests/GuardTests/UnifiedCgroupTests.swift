// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Subprocess
import Testing

/// The same on cgroup v2 alone, whatever this machine has: an emulated one with Debian's kernel.
struct UnifiedCgroupTests {
    @Test(.timeLimit(.minutes(5))) func onCgroup2NothingGuardedIsKilled() async throws {
        let script = GuardBinary.root.appending(path: "scripts/check-guard-v2").path()
        let outcome = try await Outcome.of([script, GuardBinary.path])
        #expect(outcome.status == .exited(0), "\(outcome.output)\(outcome.errors)")
        #expect(outcome.output.contains("bare, 8 MiB pieces: status 137, oom_kill 1, as-it-must-be"))
        #expect(outcome.output.contains("guarded, 8 MiB pieces: status 0, oom_kill 0, as-it-must-be"))
    }

    /// `make survival-v2` has the other rows and modes.
    @Test(.timeLimit(.minutes(5))) func rowsOfTheSurvivalTableHoldOnCgroup2() async throws {
        _ = try await GuardBinary.path
        let rows = "many small ones$|4 (forked|processes)|threads|nine tenths|touched|MAP_SHARED|reservation|its user"
        let run = GuardBinary.root.appending(path: "Benchmarks/Survival/v2").path()
        let outcome = try await Outcome.of([run, "-k", "-m", "lease", rows])
        #expect(outcome.status == .exited(0), "\(outcome.output)\(outcome.errors)")
        #expect(outcome.output.contains("cgroup v2"))
    }
}
