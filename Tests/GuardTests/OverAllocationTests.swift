// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Capacity
import Foundation
import Subprocess
import Testing

/// What becomes of a program that asks for more memory than its cgroup has, on this machine's own kernel.
@Suite(.serialized)
struct OverAllocationTests {
    private let limit = ByteCount.mebibytes(256)
    /// Asks for far too much, and goes on if that is refused.
    private let oneBig = """
        import os
        try:
            bytearray(4000 * 1024 * 1024)
        except MemoryError:
            print("MemoryError in", os.getpid() > 0)
        print("alive", sum(bytearray(10 * 1024 * 1024)))
        """
    /// Fills its memory piece by piece, lets go, and does so again.
    private let manySmall = """
        most = []
        for _ in range(5):
            kept = []
            try:
                while True:
                    kept.append(bytearray(1024 * 1024))
            except MemoryError:
                most.append(len(kept))
                del kept
        print(min(most))
        """

    private func python(_ program: String) -> [String] { ["/usr/bin/python3", "-c", program] }

    @Test func anOversizedRequestIsAnErrorTheProgramSurvives() async throws {
        try await TestCgroup.with(limit: limit) { cgroup in
            let outcome = try await cgroup.runGuarded("--mode", "static", running: python(oneBig))
            #expect(outcome.output == "MemoryError in True\nalive 0\n")
            #expect(outcome.errors == "")
            #expect(outcome.status == .exited(0))
            #expect(cgroup.usage.oomKills == 0)
        }
    }

    @Test func withoutTheGuardTheKernelKills() async throws {
        try await TestCgroup.with(limit: limit) { cgroup in
            let outcome = try await cgroup.run(python(oneBig))
            #expect(outcome.status == .signaled(SIGKILL))
            #expect(cgroup.usage.oomKills == 1)
        }
    }

    /// A program whose heap leaves no room for its code would wait for its disk at each step.
    @Test func codeStaysInMemoryBesideAFullHeap() async throws {
        let program = """
            import ctypes, mmap, os, tempfile
            size = 40 << 20
            # On a disk, and charged to whoever writes it.
            file = tempfile.TemporaryFile(dir="/var/tmp")
            file.write(b"x" * size)
            file.flush()
            os.fsync(file.fileno())
            code = mmap.mmap(file.fileno(), size, mmap.MAP_PRIVATE, mmap.PROT_READ)
            for page in range(0, size, 4096): code[page]
            kept = []
            try:
                while True: kept.append(b"x" * (1 << 20))
            except MemoryError: pass
            mincore = ctypes.CDLL(None).mincore
            mincore.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_char_p]
            found = ctypes.create_string_buffer(size // 4096)
            place = int(next(line for line in open("/proc/self/maps") if f" {os.fstat(file.fileno()).st_ino} " in line).split("-")[0], 16)
            assert mincore(place, size, found) == 0
            print(len(kept) > 180, sum(byte & 1 for byte in found.raw) * 4096 * 100 // size)
            """
        try await TestCgroup.with(limit: limit) { cgroup in
            let outcome = try await cgroup.runGuarded(running: python(program))
            #expect(outcome.output == "True 100\n", "\(outcome.errors)")
        }
    }

    @Test func manySmallRequestsReachMostOfTheLimitAgainAndAgain() async throws {
        try await TestCgroup.with(limit: limit) { cgroup in
            let outcome = try await cgroup.runGuarded("--mode", "static", running: python(manySmall))
            let reached = Int(outcome.output.trimmingCharacters(in: .whitespacesAndNewlines)) ?? 0
            #expect(reached >= 210 && reached <= 256, "reached \(outcome.output) MiB of 256, \(outcome.errors)")
            #expect(cgroup.usage.oomKills == 0)
        }
    }

    @Test func modeOffChangesNothing() async throws {
        try await TestCgroup.with(limit: limit) { cgroup in
            let outcome = try await cgroup.runGuarded("--mode", "off", running: python(oneBig))
            #expect(outcome.status == .signaled(SIGKILL))
        }
    }

    @Test func modeAsLimitsTheAddressSpace() async throws {
        try await TestCgroup.with(limit: limit) { cgroup in
            let program = "import resource; print(*resource.getrlimit(resource.RLIMIT_AS))"
            let outcome = try await cgroup.runGuarded("--mode", "as", running: python(program))
            #expect(outcome.output == "\(limit.bytes) -1\n")
            #expect(try await cgroup.runGuarded("--mode=as", running: python(oneBig)).output.hasPrefix("MemoryError"))
        }
    }

    @Test func onlyTheSoftLimitIsSetAndAChildHasItToo() async throws {
        try await TestCgroup.with(limit: limit) { cgroup in
            let outcome = try await cgroup.runGuarded(
                "--mode",
                "static",
                "--reserve",
                "16m",
                running: ["sh", "-c", "sh -c 'ulimit -Sd; ulimit -Hd'"]
            )
            let lines = outcome.output.split(separator: "\n")
            let kibibytes = lines.first.flatMap { Int64($0) } ?? 0
            #expect(kibibytes > 230 << 10 && kibibytes <= 240 << 10)
            #expect(lines.last == "unlimited")
        }
    }

    @Test func aLowerLimitFoundIsKept() async throws {
        try await TestCgroup.with(limit: limit) { cgroup in
            let path = try await GuardBinary.path
            let outcome = try await cgroup.run([
                "sh", "-c", #"ulimit -Sd 65536; exec "$0" --mode static -- sh -c 'ulimit -Sd'"#, path,
            ])
            #expect(outcome.output == "65536\n")
        }
    }

    @Test(arguments: 0..<3) func theLimitBindsAtEachOfThreeLevels(level: Int) async throws {
        try await TestCgroup.with { top in
            let middle = try top.child("middle")
            let bottom = try middle.child("bottom")
            let levels = [top, middle, bottom]
            for (index, cgroup) in levels.enumerated() {
                try cgroup.set(limit: index == level ? limit : .mebibytes(index < level ? 900 : 256))
            }
            let outcome = try await bottom.runGuarded("--explain", running: python(oneBig))
            #expect(outcome.output.hasPrefix("MemoryError"))
            #expect(outcome.errors.contains(#/memory +256 MiB .* (own|[12] above) /#))
            #expect(bottom.usage.oomKills == 0)
        }
    }

    @Test func aLimitAboveTheMountIsFoundOnV1() async throws {
        try await TestCgroup.with(limit: limit) { pod in
            guard pod.version == .v1 else { return }
            let worker = try pod.child("worker")
            // As a container sees it: its own cgroup is all there is.
            let outcome = try await Outcome.ofShell(
                """
                set -e
                echo 0 >"$1/cgroup.procs"
                exec unshare -m sh -c 'mount --bind "$1" /sys/fs/cgroup/memory; exec "$2" --explain -- /usr/bin/python3 -c "$3"' sh "$@"
                """,
                worker.directory,
                try await GuardBinary.path,
                oneBig
            )
            #expect(outcome.output.hasPrefix("MemoryError"))
            #expect(
                outcome.errors.contains(
                    #/memory +256 MiB .* out of sight +/sys/fs/cgroup/memory/memory.stat: hierarchical_memory_limit/#
                )
            )
        }
    }

    @Test func inACgroupNamespaceTheLimitIsFound() async throws {
        try await TestCgroup.with(limit: limit) { cgroup in
            // As in a container: a view of the hierarchy that begins at its own cgroup.
            let mount =
                cgroup.version == .v1
                ? "umount /sys/fs/cgroup/memory && mount -t cgroup -o memory cgroup /sys/fs/cgroup/memory"
                : "mount -t cgroup2 cgroup /sys/fs/cgroup"
            let outcome = try await cgroup.run(
                [
                    "unshare", "-m", "-C", "sh", "-c",
                    #"\#(mount) && exec "$0" --explain -- /usr/bin/python3 -c "$1""#,
                    try await GuardBinary.path, oneBig,
                ]
            )
            #expect(outcome.output.hasPrefix("MemoryError"))
            let name = cgroup.version == .v1 ? "/memory/memory.limit_in_bytes" : "/memory.max"
            #expect(
                outcome.errors.contains(#/memory +256 MiB/#) && outcome.errors.contains("  /sys/fs/cgroup\(name)\n")
            )
        }
    }

    @Test func theNotesReachTheProgram() async throws {
        try await TestCgroup.with(limit: limit) { cgroup in
            let outcome = try await cgroup.runGuarded(running: [
                "sh", "-c", "echo $PLIMSOLL_GUARD $PLIMSOLL_MEMORY_LIMIT $PLIMSOLL_LEASE",
            ])
            #expect(outcome.output == "lease 268435456 asked\n", "\(outcome.errors)")
        }
    }

    @Test func aReserveOfEverythingIsRefused() async throws {
        try await TestCgroup.with(limit: limit) { cgroup in
            let outcome = try await cgroup.runGuarded("--reserve", "1g", running: ["true"])
            #expect(outcome.status == .exited(125))
            #expect(outcome.errors == "plimsoll-guard: the reserve leaves nothing of the limit of 256 MiB\n")
        }
    }
}
