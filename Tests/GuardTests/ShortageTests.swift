// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Capacity
import Foundation
import Subprocess
import Testing

/// The guard where something else is short than memory: nobody waits for it, and nothing false is said.
@Suite(.serialized)
struct ShortageTests {
    /// Fills a pipe, and runs the guard with it for standard error and nobody to read it.
    private let intoAFullPipe = """
        import os, subprocess, sys
        read, write = os.pipe()
        os.set_blocking(write, False)
        try:
            while True: os.write(write, b"x" * 4096)
        except BlockingIOError: pass
        os.set_blocking(write, True)
        print(subprocess.run(sys.argv[1:], stderr=write, timeout=60, stdout=subprocess.PIPE).stdout.decode(), end="")
        """

    private let over = """
        try: bytearray(400 << 20)
        except MemoryError: print("caught")
        """

    @Test func nobodyWaitsForWhatIsSaid() async throws {
        try await TestCgroup.with(limit: .mebibytes(128)) { cgroup in
            let python = "/usr/bin/python3"
            let outcome = try await cgroup.run(
                [python, "-c", intoAFullPipe, GuardBinary.path, "--explain", "--", python, "-c", over]
            )
            #expect(outcome.output == "caught\n", "\(outcome.errors)")
        }
    }

    @Test func whereNobodyReadsTheProgramRuns() async throws {
        try await TestCgroup.with(limit: .mebibytes(128)) { cgroup in
            let script = """
                import os, subprocess, sys
                read, write = os.pipe()
                os.close(read)
                print(subprocess.run(sys.argv[1:], stderr=write).returncode)
                """
            let words = [
                "/usr/bin/python3", "-c", script, try await GuardBinary.path, "--explain", "--", "sh", "-c", "exit 3",
            ]
            #expect(try await cgroup.run(words).output == "3\n")
        }
    }

    @Test(arguments: [4, 8, 12, 63]) func withFewFilesEachProcessHasItsOwnLimit(files: Int) async throws {
        try await TestCgroup.with(limit: .mebibytes(128)) { cgroup in
            let script = #"ulimit -n \#(files) && exec timeout 20 "$0" -- sh -c 'ulimit -Sd'"#
            let outcome = try await cgroup.run(["sh", "-c", script, GuardBinary.path])
            #expect((Int(outcome.output.dropLast()) ?? .max) <= 112 << 10, "\(outcome.output)")
            #expect(
                outcome.errors
                    == "plimsoll-guard: mode lease needs 64 open files, and may have \(files) (ulimit -n): "
                    + "mode static limits each by itself\n"
            )
        }
    }

    @Test func aLimitOfFileSizesIsTheProgramsAlone() async throws {
        try await TestCgroup.with(limit: .mebibytes(128)) { cgroup in
            let script =
                #"d=$(mktemp -d) && cd $d && ulimit -f 0; "$0" --report $d/report -- sh -c 'exit 3'; s=$?; rm -r $d; exit $s"#
            let outcome = try await cgroup.run(["sh", "-c", script, GuardBinary.path])
            #expect(outcome.status == .exited(3))
            #expect(outcome.errors.contains("cannot write the report"), "\(outcome.errors)")
        }
    }

    @Test func aLoweredLimitIsSeenBeforeAGrant() async throws {
        try await TestCgroup.with(limit: .mebibytes(512)) { cgroup in
            let lower =
                cgroup.version == .v1 ? ["memory.limit_in_bytes", "memory.memsw.limit_in_bytes"] : ["memory.max"]
            let script = """
                import os, sys
                kept = [bytearray(1 << 19) for _ in range(200)]
                for name in \(lower):
                    path = os.path.join(sys.argv[1], name)
                    if os.path.exists(path): open(path, "w").write(str(160 << 20))
                try:
                    while True: kept.append(bytearray(1 << 19))
                except MemoryError: pass
                print(len(kept) // 2, "MiB")
                """
            let outcome = try await cgroup.runGuarded(running: ["/usr/bin/python3", "-c", script, cgroup.directory])
            #expect(outcome.status == .exited(0), "\(outcome.errors)")
            let held = try #require(Int(outcome.output.prefix { $0.isNumber }))
            #expect(held > 120 && held < 160, "\(outcome.output)")
        }
    }

    @Test func aRaisedLimitIsSeenBeforeARefusal() async throws {
        try await TestCgroup.with(limit: .mebibytes(64)) { cgroup in
            let raise =
                cgroup.version == .v1 ? ["memory.memsw.limit_in_bytes", "memory.limit_in_bytes"] : ["memory.max"]
            let script = """
                import os, sys, time
                kept = []
                try:
                    while True: kept.append(bytearray(1 << 19))
                except MemoryError: pass
                for name in \(raise):
                    path = os.path.join(sys.argv[1], name)
                    if os.path.exists(path): open(path, "w").write(str(256 << 20))
                # As long as a refusal stands.
                end = time.monotonic() + 0.1
                while time.monotonic() < end: pass
                kept.append(bytearray(1 << 19))
                print("granted")
                """
            let outcome = try await cgroup.runGuarded(running: ["/usr/bin/python3", "-c", script, cgroup.directory])
            #expect(outcome.output == "granted\n", "\(outcome.errors)")
        }
    }

    @Test func whatAnotherGuardDoesNotLeaveToItIsSaid() async throws {
        try await TestCgroup.with(limit: .mebibytes(128)) { cgroup in
            let guardPath = try await GuardBinary.path
            let outcome = try await cgroup.runGuarded(running: [guardPath, "--fail-prob", "1", "--", "echo", "ran"])
            #expect(outcome.output == "ran\n")
            let line = "plimsoll-guard: another guard lends the memory here: --fail-prob changes nothing\n"
            #expect(outcome.errors == line)
        }
    }
}
