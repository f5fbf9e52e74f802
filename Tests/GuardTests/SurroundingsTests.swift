// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Capacity
import Subprocess
import Testing

/// The guard in places where little is as usual: the program still runs.
@Suite(.serialized)
struct SurroundingsTests {
    private func shell(_ script: String) async throws -> Outcome {
        try await Outcome.ofShell(script, GuardBinary.path)
    }

    @Test func withoutALimitItSaysNothing() async throws {
        // As below a cgroup without a limit, on a machine without one.
        let outcome = try await shell(
            #"exec unshare -m sh -c 'mount -t tmpfs none /sys/fs/cgroup && exec "$1" -- echo ran' sh "$1""#
        )
        #expect(outcome.output == "ran\n")
        #expect(outcome.errors == "")
    }

    @Test func strictRefusesWithoutALimit() async throws {
        let outcome = try await shell(
            #"exec unshare -m sh -c 'mount -t tmpfs none /sys/fs/cgroup && exec "$1" --strict -- echo ran' sh "$1""#
        )
        #expect(outcome.status == .exited(125))
        #expect(outcome.output == "")
        #expect(
            outcome.errors
                == "plimsoll-guard: no memory limit found; without --strict the program would run unguarded\n"
        )
    }

    @Test func strictRunsWithALimit() async throws {
        try await TestCgroup.with(limit: .mebibytes(64)) { cgroup in
            let outcome = try await cgroup.runGuarded("--strict", running: ["echo", "ran"])
            #expect(outcome.output == "ran\n")
        }
    }

    @Test func withoutProcTheProgramRuns() async throws {
        let outcome = try await shell(
            #"exec unshare -m sh -c 'mount -t tmpfs none /proc && exec "$1" -- echo ran' sh "$1""#
        )
        #expect(outcome.output == "ran\n")
        #expect(outcome.errors == "")
    }

    @Test func inAnEmptyRootItRuns() async throws {
        let outcome = try await shell(
            #"d=$(mktemp -d) && cp "$1" "$d/guard" && chroot "$d" /guard -- /guard --version; s=$?; rm -r "$d"; exit $s"#
        )
        #expect(outcome.status == .exited(0))
        #expect(outcome.output.hasPrefix("plimsoll-guard "))
    }

    @Test func withAReadOnlyRootItRuns() async throws {
        let script = #"""
            d=$(mktemp -d) && cp "$1" "$d/guard" && unshare -m sh -c 'mount --bind "$1" "$1" && mount -o remount,ro,bind "$1" &&
            ! touch "$1/x" 2>/dev/null && exec chroot "$1" /guard -- /guard --version' sh "$d"; s=$?; rm -r "$d"; exit $s
            """#
        #expect(try await shell(script).status == .exited(0))
    }

    @Test func asTheFirstProcessItRuns() async throws {
        #expect(try await shell(#"exec unshare -p -f "$1" -- sh -c 'echo $$'"#).output == "1\n")
    }

    @Test func asAnotherUserItGuards() async throws {
        try await TestCgroup.with(limit: .mebibytes(128)) { cgroup in
            let outcome = try await cgroup.run(
                [
                    "sh", "-c",
                    #"d=$(mktemp -d) && chmod 755 "$d" && cp "$0" "$d/guard" && setpriv --reuid=65534 --regid=65534 --clear-groups "$d/guard" -- sh -c 'id -u; ulimit -Sd'; rm -r "$d""#,
                    try await GuardBinary.path,
                ]
            )
            let lines = outcome.output.split(separator: "\n")
            #expect(lines.first == "65534", "\(outcome.errors)")
            #expect((lines.last.flatMap { Int($0) } ?? .max) <= 112 << 10)
        }
    }

    @Test func withoutNewPrivilegesItGuards() async throws {
        try await TestCgroup.with(limit: .mebibytes(128)) { cgroup in
            let path = try await GuardBinary.path
            let outcome = try await cgroup.run(["setpriv", "--no-new-privs", path, "--", "sh", "-c", "ulimit -Sd"])
            #expect(outcome.output != "unlimited\n" && outcome.status == .exited(0))
        }
    }
}
