// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Capacity
import Foundation
import PlimsollTesting
import Subprocess
import Testing

/// A program that asks all the time is answered by a shorter way; all else goes on beside it.
@Suite(.serialized)
struct OftenAskingTests {
    /// Moves the end of its heap up and down until `done()`.
    private static let moves = """
        import ctypes, os, sys, time
        sbrk = ctypes.CDLL(None).sbrk
        sbrk.argtypes, sbrk.restype = [ctypes.c_ssize_t], ctypes.c_void_p
        def move_until(done):
            moved = 0
            while not done():
                for _ in range(50):
                    if sbrk(200 << 10) == 2**64 - 1: sys.exit("refused")
                    sbrk(-(200 << 10))
                    moved += 2
            return moved
        def passed(seconds):
            end = time.monotonic() + seconds
            return lambda: time.monotonic() > end
        def supervisor():
            guard = os.getppid()
            children = open(f"/proc/{guard}/task/{guard}/children").read().split()
            lease, = set(children) - {str(os.getpid())}
            return f"/proc/{lease}"

        """

    private func python(_ program: String, _ words: String...) -> [String] {
        ["/usr/bin/python3", "-c", Self.moves + program] + words
    }

    @Test func allItsRequestsAreCounted() async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "report-\(UUID().uuidString).json")
        defer { try? FileManager.default.removeItem(at: file) }
        try await TestCgroup.with(limit: .mebibytes(256)) { cgroup in
            let program = python("print(move_until(passed(0.5)))")
            let outcome = try await cgroup.runGuarded("--report", file.path(), running: program)
            let moved = try #require(Int64(outcome.output.dropLast()), "\(outcome.errors)")
            let counts = try #require(GuardRecord(parsing: [UInt8](Data(contentsOf: file)))?.counts)
            #expect(moved > 1000 && counts.asked >= moved && counts.asked < moved + 1000, "\(moved) \(counts.asked)")
        }
    }

    @Test func theContainerIsLookedAt() async throws {
        // A file in memory is written to without asking.
        let program = """
            with open(sys.argv[1], "wb") as file:
                move_until(passed(0.5))
                for _ in range(225): file.write(bytes(1 << 20))
                move_until(passed(0.5))
            os.unlink(sys.argv[1])
            print("lives")
            """
        let file = "/dev/shm/plimsoll-often-\(UUID())"
        try await TestCgroup.with(limit: .mebibytes(256)) { cgroup in
            let outcome = try await cgroup.runGuarded(running: python(program, file))
            #expect(outcome.output == "lives\n", "\(outcome.errors)")
            #expect(outcome.errors.contains("plimsoll-guard: memory is nearly gone: "), "\(outcome.errors)")
        }
    }

    @Test(.timeLimit(.minutes(1))) func afterwardsTheGuardRests() async throws {
        let program = """
            move_until(passed(0.5))
            lease = supervisor()
            # For how long it waits in poll(2), in milliseconds; 0: not there.
            def waits():
                call = open(f"{lease}/syscall").read().split()
                return int(call[3], 16) if call[0] == "7" else 0
            def woken(): return sum(int(line.split()[1]) for line in open(f"{lease}/status") if "ctxt" in line)
            while waits() < 1950: os.sched_yield()
            # A clock that was still set would wake it before its time, for the rest of it.
            before = woken()
            while woken() == before or waits() == 0: os.sched_yield()
            print(waits())
            """
        try await TestCgroup.with(limit: .mebibytes(256)) { cgroup in
            let outcome = try await cgroup.runGuarded(running: python(program))
            let next = try #require(Int(outcome.output.dropLast()), "\(outcome.errors)")
            #expect(next >= 1950)
        }
    }

    /// A shell tries one folder after the other: the first try has the process looked at, and its files read.
    @Test func lookingForAProgramIsOneDecision() async throws {
        let program = """
            lease = supervisor()
            def reads(): return next(int(line.split()[1]) for line in open(f"{lease}/io") if line.startswith("syscr:"))
            before = reads()
            for _ in range(1000):
                try: os.execv("/nowhere/program", ["program"])
                except FileNotFoundError: pass
            print(reads() - before)
            """
        try await TestCgroup.with(limit: .mebibytes(256)) { cgroup in
            let outcome = try await cgroup.runGuarded(running: python(program))
            let reads = try #require(Int(outcome.output.dropLast()), "\(outcome.errors)")
            #expect(reads < 500)
        }
    }

    /// The cgroup is removed at the end: nobody may stay in it.
    @Test(arguments: [
        "kill -9 $guard",
        "for i in $(seq 20); do until kill -9 $(pgrep -P $guard plimsoll-lease) 2>/dev/null; do :; done; done",
    ])
    func whoIsKilledMeanwhileIsNotMissed(kill: String) async throws {
        let script = """
            d=$(mktemp -d); mkfifo $d/said; exec 3<>$d/said <$d/said
            "$0" -- "$@" $d/enough >&3 & guard=$!; exec 3>&-
            read ready; \(kill); touch $d/enough; cat; rm -r $d
            """
        let program = """
            move_until(passed(0.3))
            print("ready", flush=True)
            move_until(lambda: os.path.exists(sys.argv[1]))
            try: bytearray(1 << 30)
            except MemoryError: print("refused")
            """
        try await TestCgroup.with(limit: .mebibytes(256)) { cgroup in
            let outcome = try await cgroup.run(["sh", "-c", script, GuardBinary.path] + python(program))
            #expect(outcome.output == "refused\n", "\(outcome.errors)")
        }
    }
}
