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

    /// The script finds the guard with its mode in `$G`, and a cgroup of 128 MiB in `$C`, and has mounts of its own.
    private func hidden(_ script: String, mode: String = "lease") async throws -> Outcome {
        try await TestCgroup.with(limit: .mebibytes(128)) { cgroup in
            let mount = cgroup.version == .v1 ? "/sys/fs/cgroup/memory" : "/sys/fs/cgroup"
            let inside = "G=\"$0 --mode \(mode)\" C=$1 M=\(mount); \(script)"
            return try await cgroup.run(["unshare", "-m", "sh", "-c", inside, GuardBinary.path, cgroup.directory])
        }
    }

    private let ran = "/usr/bin/python3 -c 'sum(bytearray(20 << 20)); print(\"ran\")'"

    @Test(arguments: ["lease", "static", "as", "off"]) func withoutCgroupFilesItSaysNothing(mode: String) async throws {
        // As below a cgroup without a limit, on a machine without one.
        let outcome = try await hidden("mount -t tmpfs none /sys/fs/cgroup && exec $G -- \(ran)", mode: mode)
        #expect(outcome.output == "ran\n")
        #expect(outcome.errors == "")
    }

    @Test(arguments: ["lease", "static", "as"]) func strictRefusesWithoutALimit(mode: String) async throws {
        let outcome = try await hidden("mount -t tmpfs none /sys/fs/cgroup && exec $G --strict -- \(ran)", mode: mode)
        #expect(outcome.status == .exited(125))
        #expect(outcome.output == "")
        #expect(
            outcome.errors
                == "plimsoll-guard: no memory limit found; without --strict the program would run unguarded\n"
        )
    }

    @Test(arguments: ["lease", "static"]) func withReadOnlyCgroupFilesItGuards(mode: String) async throws {
        // As in every container.
        let script = """
            mount --bind "$C" $M && mount -o remount,ro,bind $M && ! mkdir $M/x 2>/dev/null &&
            exec $G --strict --explain -- sh -c 'ulimit -Sd'
            """
        let outcome = try await hidden(script, mode: mode)
        #expect((Int(outcome.output.dropLast()) ?? .max) <= 112 << 10, "\(outcome.errors)")
        #expect(outcome.errors.contains("memory ") && outcome.errors.contains(" 128 MiB "), "\(outcome.errors)")
    }

    @Test func withoutProcModeLeaseLeavesItToModeStatic() async throws {
        let nothing = #"mount --bind "$C" $M && mount -t tmpfs none /proc"#
        let outcome = try await hidden("\(nothing) && exec $G -- sh -c 'ulimit -Sd; echo $PLIMSOLL_GUARD'")
        let lines = outcome.output.split(separator: "\n")
        #expect((lines.first.flatMap { Int($0) } ?? .max) <= 112 << 10, "\(outcome.output)\(outcome.errors)")
        #expect(lines.last == "static")
        let reason = "mode lease cannot see processes without /proc: mode static limits each by itself\n"
        #expect(outcome.errors == "plimsoll-guard: " + reason)
        let strict = try await hidden("\(nothing) && exec $G --strict -- \(ran)")
        #expect(strict.status == .exited(125) && strict.output == "")
        #expect(strict.errors == "plimsoll-guard: mode lease cannot see processes without /proc\n")
    }

    @Test func strictRunsWithALimit() async throws {
        try await TestCgroup.with(limit: .mebibytes(64)) { cgroup in
            let outcome = try await cgroup.runGuarded("--strict", running: ["echo", "ran"])
            #expect(outcome.output == "ran\n")
        }
    }

    @Test(arguments: ["lease", "static", "as", "off"]) func withoutProcOrALimitTheProgramRuns(mode: String) async throws
    {
        let nothing = "mount -t tmpfs none /proc && mount -t tmpfs none /sys/fs/cgroup"
        let outcome = try await hidden("\(nothing) && exec $G -- \(ran)", mode: mode)
        #expect(outcome.output == "ran\n")
        #expect(outcome.errors == "")
        #expect(try await hidden("\(nothing) && exec $G --strict -- \(ran)", mode: "lease").status == .exited(125))
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
