// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Capacity
import Subprocess
import Testing

/// What several threads or processes take, share and give back in turns counts once.
@Suite(.serialized) struct ManyAtOnceTests {
    private func guarded(_ script: String) async throws -> Outcome {
        try await TestCgroup.with(limit: .mebibytes(256)) { cgroup in
            try await cgroup.runGuarded(running: ["timeout", "60", "/usr/bin/python3", "-I", "-S", "-c", script])
        }
    }

    @Test(arguments: [
        // Each maps, fills and unmaps.
        """
        def turn(number):
            memory = mmap.mmap(-1, 30 << 20, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
            c.memset(ctypes.addressof(ctypes.c_char.from_buffer(memory)), 1, 30 << 20)
            memory.close()
        """,
        """
        def turn(number):
            if number > 1: return
            memory = mmap.mmap(-1, 80 << 20)
            c.memset(ctypes.addressof(ctypes.c_char.from_buffer(memory)), 1, 80 << 20)
            memory.close()
        """,
        """
        def turn(number):
            if number > 1: return
            memory = mmap.mmap(-1, 90 << 20, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
            c.memset(ctypes.addressof(ctypes.c_char.from_buffer(memory)), 1, 90 << 20)
            memory.close()
        """,
        // Each seals its part of what is full, and opens it again.
        """
        whole = mmap.mmap(-1, 200 << 20, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
        place = ctypes.addressof(ctypes.c_char.from_buffer(whole))
        c.memset(place, 1, 200 << 20)
        def turn(number):
            part = place + number * (50 << 20)
            assert c.mprotect(part, 50 << 20, 1) == 0
            assert c.mprotect(part, 50 << 20, 3) == 0, "refused"
        """,
    ]) func threadsTakeTurns(turn: String) async throws {
        let outcome = try await guarded(
            """
            import ctypes, mmap, threading
            c = ctypes.CDLL(None)
            c.memset.argtypes = [ctypes.c_void_p, ctypes.c_int, ctypes.c_size_t]
            c.mprotect.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]
            \(turn)
            done = []
            def work(number):
                for _ in range(40): turn(number)
                done.append(number)
            threads = [threading.Thread(target=work, args=[number]) for number in range(4)]
            for thread in threads: thread.start()
            for thread in threads: thread.join()
            print(sorted(done))
            """
        )
        #expect(outcome.output == "[0, 1, 2, 3]\n", "\(outcome.errors)")
    }

    /// Nobody tells which of them has taken what it was granted, and what of it is being filled.
    @Test func threadsThatFillAllAtOnceAreRefused() async throws {
        for _ in 0..<8 {
            let outcome = try await TestCgroup.with(limit: .mebibytes(256)) { cgroup in
                try await cgroup.runGuarded(running: [try await SurvivalProgram.fillers, "200", "4"])
            }
            let kept = try #require(Int(outcome.output.dropLast()), "\(outcome.errors)")
            #expect(kept >= 200 && kept < 256, "\(outcome.errors)")
        }
    }

    /// What another unmapped at once does not count, nor what one fills twice.
    @Test func processesTakeTurnsWithSharedMemory() async throws {
        let outcome = try await guarded(
            """
            import ctypes, mmap, os
            size = 80 << 20
            fill = ctypes.CDLL(None).memset
            fill.argtypes = [ctypes.c_void_p, ctypes.c_int, ctypes.c_size_t]
            children = []
            for number in range(2):
                children.append(os.fork())
                if children[-1] == 0:
                    for _ in range(20):
                        memory = mmap.mmap(-1, size)
                        fill(ctypes.addressof(ctypes.c_char.from_buffer(memory)), 1, size)
                        memory.close()
                    os._exit(0)
            print([os.waitpid(child, 0)[1] for child in children])
            """
        )
        #expect(outcome.output == "[0, 0]\n", "\(outcome.errors)")
    }

    @Test(arguments: [
        // A memory file, and a segment found by its key.
        """
        file = os.memfd_create("x")
        os.ftruncate(file, size)
        def attached(): return mmap.mmap(file, size)
        """,
        """
        c = ctypes.CDLL(None)
        c.shmat.restype, c.shmat.argtypes = ctypes.c_void_p, [ctypes.c_int, ctypes.c_void_p, ctypes.c_int]
        key = os.getpid() + 1
        @atexit.register
        def remove(): c.shmctl(c.shmget(key, ctypes.c_size_t(0), 0), 0, None)
        def attached():
            segment = c.shmget(key, ctypes.c_size_t(size), 0o1600)
            assert segment >= 0, "refused"
            return (ctypes.c_char * size).from_address(c.shmat(segment, None, 0))
        """,
    ]) func whatManyAttachBeforeItIsFilledCountsOnce(attached: String) async throws {
        let outcome = try await guarded(
            """
            import atexit, ctypes, mmap, os
            size = 100 << 20
            \(attached)
            ready, go = os.pipe(), os.pipe()
            workers = []
            for number in range(4):
                worker = os.fork()
                if worker == 0:
                    os.close(go[1])
                    try: memory = attached()
                    except BaseException: os._exit(1)
                    finally: os.write(ready[1], b".")
                    os.read(go[0], 1)
                    for page in range(0, size, 4096): memory[page] = b"x" if isinstance(memory, ctypes.Array) else 1
                    os._exit(0)
                workers.append(worker)
            for _ in workers: os.read(ready[0], 1)
            mine = attached()
            os.close(go[1])
            print([os.waitpid(worker, 0)[1] for worker in workers])
            """
        )
        #expect(outcome.output == "[0, 0, 0, 0]\n", "\(outcome.errors)")
    }

    /// It counts as long as anybody has it, also one who never asked.
    @Test func sharedMemoryThatOnlyAChildHasLeftCounts() async throws {
        let outcome = try await guarded(
            """
            import mmap, os
            shared = mmap.mmap(-1, 150 << 20)
            ready, go = os.pipe(), os.pipe()
            child = os.fork()
            if child == 0:
                os.write(ready[1], b".")
                os.read(go[0], 1)
                for page in range(0, 150 << 20, 4096): shared[page] = 1
                os._exit(0)
            os.read(ready[0], 1)
            shared.close()
            try: print(len(bytearray(b"x") * (200 << 20)))
            except MemoryError: print("refused")
            os.write(go[1], b".")
            print(os.waitpid(child, 0)[1])
            """
        )
        #expect(outcome.output == "refused\n0\n", "\(outcome.errors)")
    }

    @Test func aMemoryFileThatWasReadCanBeWrittenTo() async throws {
        let outcome = try await guarded(
            """
            import ctypes, mmap, os
            size = 140 << 20
            file = os.memfd_create("x")
            os.ftruncate(file, size)
            c = ctypes.CDLL(None)
            c.mmap.restype, c.mmap.argtypes = ctypes.c_void_p, [ctypes.c_void_p, ctypes.c_size_t] + [ctypes.c_int] * 3 + [ctypes.c_long]
            c.mprotect.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]
            place = c.mmap(None, size, 1, 1, file, 0)
            for page in range(0, size, 4096): ctypes.c_char.from_address(place + page).value
            print(c.mprotect(place, size, 3), c.mprotect(place, size, 3))
            """
        )
        #expect(outcome.output == "0 0\n", "\(outcome.errors)")
    }

    @Test func aSharedReservationLargerThanTheLimitIsMade() async throws {
        let outcome = try await guarded(
            """
            import mmap
            memory = mmap.mmap(-1, 1 << 40, mmap.MAP_SHARED | mmap.MAP_ANONYMOUS | 0x4000)
            memory[1 << 39] = 1
            print(len(memory))
            """
        )
        #expect(outcome.output == "\(1 << 40)\n", "\(outcome.errors)")
    }
}
