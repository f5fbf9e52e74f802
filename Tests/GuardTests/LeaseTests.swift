// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Capacity
import Foundation
import PlimsollTesting
import Subprocess
import Testing

/// Mode lease in real cgroups: processes that share a limit are refused when the container is full, and none is killed.
@Suite(.serialized)
struct LeaseTests {
    private let limit = ByteCount.mebibytes(256)

    private func lease(_ words: [String], limit: ByteCount? = nil) async throws -> (
        outcome: Outcome, usage: ResourceUsage
    ) {
        try await TestCgroup.with(limit: limit ?? self.limit) { cgroup in
            let outcome = try await cgroup.runGuarded("--mode", "lease", running: words)
            return (outcome, cgroup.usage)
        }
    }

    private func python(_ program: String, _ words: String...) -> [String] {
        ["/usr/bin/python3", "-c", program] + words
    }

    /// What each process had when it was refused, in MiB.
    private func taken(_ output: String) -> [Int] {
        output.split(separator: "\n").compactMap { line in
            line.hasPrefix("refused (ENOMEM) after ") ? Int(line.split(separator: " ")[3]) : nil
        }
    }

    @Test(
        arguments: ["malloc", "calloc", "realloc", "mmap", "mprotect", "pkey_mprotect", "brk", "shared"],
        [64, 8192]
    )
    func oneProcessReachesNineTenthsAndIsRefused(way: String, piece: Int) async throws {
        let (outcome, usage) = try await lease([SurvivalProgram.hog, way, "\(piece)"])
        #expect(outcome.status == .exited(0), "\(outcome.output)\(outcome.errors)")
        #expect(usage.oomKills == 0)
        #expect((taken(outcome.output).first ?? 0) >= 220, "\(outcome.output)")
        #expect((usage.memoryPeak ?? .zero) >= .mebibytes(230), "\(outcome.errors)")
    }

    @Test(arguments: [("mmap", 4), ("mmap", 16), ("mprotect", 4), ("zero", 1024), ("zero-shared", 1024)])
    func smallPiecesAndZeroesOfADeviceAreLentUpToNineTenths(way: String, piece: Int) async throws {
        let (outcome, usage) = try await lease([SurvivalProgram.hog, way, "\(piece)"])
        #expect(outcome.status == .exited(0), "\(outcome.output)\(outcome.errors)")
        #expect(usage.oomKills == 0)
        #expect((taken(outcome.output).first ?? 0) >= 220, "\(outcome.output)")
    }

    @Test(arguments: ["malloc", "mmap", "brk", "shared"], [4, 16])
    func manyProcessesAreRefusedWhenTheContainerIsFull(way: String, processes: Int) async throws {
        let (outcome, usage) = try await lease([SurvivalProgram.hog, way, "2048", "\(processes)"])
        #expect(outcome.status == .exited(0), "\(outcome.output)\(outcome.errors)")
        #expect(usage.oomKills == 0)
        let taken = taken(outcome.output)
        #expect(taken.count == processes)
        #expect(taken.reduce(0, +) >= 205, "\(taken)")
    }

    @Test(arguments: [1, 64]) func manyProcessesWithSmallPiecesAreRefused(piece: Int) async throws {
        let (outcome, usage) = try await lease([SurvivalProgram.hog, "malloc", "\(piece)", "4"])
        #expect(outcome.status == .exited(0), "\(outcome.output)\(outcome.errors)")
        #expect(usage.oomKills == 0)
        #expect(taken(outcome.output).reduce(0, +) >= 205)
    }

    @Test(arguments: ["even", "skewed"]) func forkedPythonChildrenAreRefused(how: String) async throws {
        let program = """
            import os, sys
            waiting, full, leading = os.pipe(), os.pipe(), os.pipe()
            children = []
            for index in range(16):
                pid = os.fork()
                if pid == 0:
                    os.close(waiting[1])
                    kept = []
                    piece = 4 << 20
                    if sys.argv[1] == "skewed" and index > 0:
                        os.read(leading[0], 1)
                        piece = 1 << 20
                    try:
                        while True:
                            kept.append(bytearray(piece))
                            if index == 0 and len(kept) == 30: os.write(leading[1], b"x" * 15)
                    except MemoryError:
                        os.write(full[1], b"x")
                        os.read(waiting[0], 1)
                    os._exit(0)
                children.append(pid)
            os.close(full[1])
            for _ in children: os.read(full[0], 1)
            os.close(waiting[1])
            print(sorted(set(os.waitpid(child, 0)[1] for child in children)))
            """
        let (outcome, usage) = try await lease(python(program, how))
        #expect(outcome.output == "[0]\n", "\(outcome.errors)")
        #expect(usage.oomKills == 0)
    }

    @Test func aProgramRecoversTwentyTimes() async throws {
        let program = """
            most = []
            for _ in range(20):
                kept = []
                try:
                    while True: kept.append(bytearray(1 << 20))
                except MemoryError:
                    most.append(len(kept))
                    del kept
            print(min(most))
            """
        let (outcome, usage) = try await lease(python(program))
        #expect((Int(outcome.output.dropLast()) ?? 0) >= 225, "\(outcome.output)\(outcome.errors)")
        #expect(usage.oomKills == 0)
    }

    @Test func twoHundredIdleThreadsFit() async throws {
        let program = """
            import threading
            barrier = threading.Barrier(201)
            threads = [threading.Thread(target=barrier.wait) for _ in range(200)]
            for thread in threads: thread.start()
            barrier.wait()
            for thread in threads: thread.join()
            print("joined", sum(bytearray(150 << 20)))
            """
        let (outcome, _) = try await lease(python(program))
        #expect(outcome.output == "joined 0\n", "\(outcome.errors)")
    }

    @Test func aHundredProcessesFit() async throws {
        let script = "for i in $(seq 100); do sleep 1 & done; wait; echo done"
        let (outcome, usage) = try await lease(["sh", "-c", script])
        #expect(outcome.output == "done\n", "\(outcome.errors)")
        #expect(usage.oomKills == 0)
    }

    @Test func aDeepStackIsNotAskedFor() async throws {
        let program =
            "import sys, threading; sys.setrecursionlimit(30000); f = lambda n: n and f(n - 1); f(20000); print('deep')"
        let script = "ulimit -s unlimited; exec /usr/bin/python3 -c \"$0\""
        let (outcome, _) = try await lease(["sh", "-c", script, program], limit: .mebibytes(128))
        #expect(outcome.output == "deep\n", "\(outcome.errors)")
    }

    @Test func aReservationIsNotRefused() async throws {
        let program = """
            import mmap
            anonymous, reserved = mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS, 0x4000
            area = mmap.mmap(-1, 64 << 30, flags=anonymous | reserved)
            area[1 << 30] = 1
            print("reserved", sum(bytearray(100 << 20)))
            """
        #expect(try await lease(python(program)).outcome.output == "reserved 0\n")
    }

    @Test func aPrivateViewOfALargeFileIsNotRefused() async throws {
        let program = """
            import mmap, tempfile
            with tempfile.TemporaryFile(dir="/var/tmp") as file:
                file.truncate(2 << 30)
                area = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_COPY)
                area[1 << 30] = 1
                print("seen", sum(bytearray(100 << 20)))
            """
        #expect(try await lease(python(program)).outcome.output == "seen 0\n")
    }

    @Test func sharedMemoryFilesAreAskedFor() async throws {
        let program = """
            import mmap, os
            file = os.memfd_create("shared")
            os.ftruncate(file, 512 << 20)
            try: mmap.mmap(file, 512 << 20)
            except OSError as error: print(error.strerror)
            """
        #expect(try await lease(python(program)).outcome.output == "Cannot allocate memory\n")
    }

    @Test func nodesBufferTooLargeIsARangeError() async throws {
        let program = """
            const kept = []
            try { for (;;) kept.push(Buffer.alloc(8 << 20, 1)) } catch (error) { console.log(error.constructor.name) }
            """
        let (outcome, usage) = try await lease(["node", "-e", program])
        #expect(outcome.output == "RangeError\n", "\(outcome.errors)")
        #expect(usage.oomKills == 0)
    }

    @Test func javaRuns() async throws {
        let (outcome, _) = try await lease(["java", "-version"])
        #expect(outcome.status == .exited(0), "\(outcome.errors)")
    }

    @Test func aLimitRaisedMeanwhileIsFollowed() async throws {
        try await TestCgroup.with(limit: .mebibytes(64)) { cgroup in
            let program = """
                while True:
                    try:
                        bytearray(100 << 20)
                        print("fits")
                        break
                    except MemoryError: pass
                """
            async let outcome = cgroup.runGuarded("--mode", "lease", running: python(program))
            try await eventually { (cgroup.usage.memory ?? .zero) > .mebibytes(2) }
            try cgroup.raise(limit: .mebibytes(256))
            #expect(try await outcome.output == "fits\n")
        }
    }

    @Test func aRefusalIsOneLine() async throws {
        let (outcome, _) = try await lease(python("try: bytearray(1 << 30)\nexcept MemoryError: print('refused')"))
        #expect(outcome.output == "refused\n")
        #expect(outcome.errors.split(separator: "\n").count == 1)
        #expect(outcome.errors.hasPrefix("plimsoll-guard: refused 1 GiB to python3 ("), "\(outcome.errors)")
        #expect(outcome.errors.contains(" of 256 MiB left; largest: python3 ("), "\(outcome.errors)")
    }

    @Test func aProgramThatChangedItsUserIsRefusedToo() async throws {
        let program = """
            import os
            os.setgid(65534); os.setuid(65534)
            kept = []
            try:
                while True: kept.append(bytearray(1 << 20))
            except MemoryError: print(len(kept) > 200)
            """
        let (outcome, usage) = try await lease(python(program))
        #expect(outcome.output == "True\n", "\(outcome.errors)")
        #expect(usage.oomKills == 0)
    }

    @Test func theProgramsOwnLimitIsLeftAlone() async throws {
        let script = "ulimit -Sd 100000; /usr/bin/python3 -c 'sum(bytearray(50 << 20))'; ulimit -Sd"
        #expect(try await lease(["sh", "-c", script]).outcome.output == "100000\n")
    }

    @Test func asAnotherUserItLends() async throws {
        try await TestCgroup.with(limit: limit) { cgroup in
            let script = """
                d=$(mktemp -d) && chmod 755 "$d" && cp "$0" "$1" "$d"
                setpriv --reuid=65534 --regid=65534 --clear-groups "$d/plimsoll-guard" --mode lease --explain -- "$d/hog" malloc 1024 4
                s=$?; rm -r "$d"; exit $s
                """
            let outcome = try await cgroup.run(["sh", "-c", script, GuardBinary.path, SurvivalProgram.hog])
            #expect(outcome.status == .exited(0), "\(outcome.output)")
            #expect(outcome.errors.contains("lent as they ask for it"), "\(outcome.errors)")
            #expect(taken(outcome.output).count == 4)
            #expect(cgroup.usage.oomKills == 0)
        }
    }

    @Test func aGuardWithinAGuardLeavesItToTheOuterOne() async throws {
        let guarded = try await [
            GuardBinary.path, "--mode", "lease", "--explain", "--", SurvivalProgram.hog, "malloc", "8192",
        ]
        let (outcome, usage) = try await lease(guarded)
        #expect(outcome.status == .exited(0))
        #expect(outcome.errors.contains("lent by the guard around this one"))
        #expect(usage.oomKills == 0)
    }
}
