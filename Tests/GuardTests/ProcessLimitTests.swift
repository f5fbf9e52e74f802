// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Capacity
import Foundation
import Subprocess
import Testing

/// How the guard starts where there may be few processes. It takes two beside the program.
@Suite struct ProcessLimitTests {
    private static let tells = "echo $PLIMSOLL_GUARD $PLIMSOLL_LEASE; ulimit -Sd"

    @Test(arguments: [1, 2]) func withoutRoomForASupervisorTheProgramRunsInModeStatic(processes: Int) async throws {
        let outcome = try await run(processes, "--", "sh", "-c", Self.tells)
        let lines = outcome.output.split(separator: "\n")
        #expect(lines.first == "static", "\(outcome.output)\(outcome.errors)")
        #expect((lines.last.flatMap { Int($0) } ?? .max) <= 112 << 10, "\(outcome.output)")
        #expect(
            outcome.errors
                == "plimsoll-guard: cannot stay beside the program: Resource temporarily unavailable; mode static limits each of its processes by itself\n"
        )
    }

    /// What was started for nothing is not left to the program.
    @Test(arguments: [1, 2]) func theProgramHasNoChildThatItDidNotMake(processes: Int) async throws {
        let program = """
            import os
            try: print(os.waitpid(-1, 0))
            except ChildProcessError: print("none")
            """
        #expect(try await run(processes, "--", "/usr/bin/python3", "-c", program).output == "none\n")
    }

    @Test(arguments: [3, 4, 5]) func withRoomForASupervisorItLends(processes: Int) async throws {
        let outcome = try await run(processes, "--", "sh", "-c", Self.tells)
        #expect(outcome.output.hasPrefix("lease asked\n"), "\(outcome.output)\(outcome.errors)")
        #expect(outcome.errors == "")
    }

    @Test(arguments: [1, 2]) func strictRefusesWithoutRoomForASupervisor(processes: Int) async throws {
        let outcome = try await run(processes, "--strict", "--", "echo", "ran")
        #expect(outcome.status == .exited(125))
        #expect(outcome.output == "")
        #expect(
            outcome.errors
                == "plimsoll-guard: cannot stay beside the program: Resource temporarily unavailable\n"
        )
    }

    /// Runs the guard in cgroups of 128 MiB and so many processes, itself among them.
    private func run(_ processes: Int, _ words: String...) async throws -> Outcome {
        let guardPath = try await GuardBinary.path
        return try await TestCgroup.with(limit: .mebibytes(128)) { cgroup in
            guard let own = CgroupPlaces(files: SystemFiles()).processes else { throw NoMemoryCgroups() }
            // On v2 one cgroup has both limits.
            let directory = own.version == .v2 ? cgroup.directory : "\(own.own)/plimsoll-test-\(UUID().uuidString)"
            let script = """
                m=$1 p=$2; shift 2; mkdir -p "$p" && echo \(processes) >"$p/pids.max" &&
                timeout 10 sh -c 'for d in "$0" "$1"; do echo 0 >"$d/cgroup.procs" || exit 99; done; shift; exec "$@"' "$m" "$p" "$@"
                s=$?; for try in $(seq 100); do [ "$p" = "$m" ] || rmdir "$p" 2>/dev/null && break; sleep 0.05; done; exit $s
                """
            return try await Outcome.of(["sh", "-c", script, "sh", cgroup.directory, directory, guardPath] + words)
        }
    }
}
