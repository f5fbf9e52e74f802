// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Capacity
import Subprocess
import Testing

/// What was given back, or is there already, is no reason to refuse; and what was given back is asked for again.
@Suite(.serialized) struct GivenBackTests {
    private func guarded(_ script: String) async throws -> Outcome {
        try await TestCgroup.with(limit: .mebibytes(256)) { cgroup in
            try await cgroup.runGuarded(running: ["/usr/bin/python3", "-I", "-S", "-c", script, cgroup.directory])
        }
    }

    /// Each is shared memory of 60 MiB, filled and gone again before anybody looks.
    @Test(arguments: [
        "fill(mmap.mmap(-1, size)).close()",
        "f = os.memfd_create('x'); os.ftruncate(f, size); fill(mmap.mmap(f, size)).close(); os.close(f)",
        "f = os.memfd_create('x'); os.posix_fallocate(f, 0, size); os.close(f)",
        """
        if os.fork() == 0:
                fill(mmap.mmap(-1, size))
                os._exit(0)
            assert os.wait()[1] == 0
        """,
        "mmap.mmap(-1, size).close()",
        """
        segment = c.shmget(0, size, 0o600)
            assert segment >= 0
            c.shmdt(c.memset(c.shmat(segment, None, 0), 1, size))
            c.shmctl(segment, 0, None)
        """,
    ]) func sharedMemoryMayComeAndGo(use: String) async throws {
        let outcome = try await guarded(
            """
            import ctypes, mmap, os
            size = 60 << 20
            c = ctypes.CDLL(None)
            c.shmat.restype = c.memset.restype = ctypes.c_void_p
            c.shmat.argtypes, c.shmdt.argtypes = [ctypes.c_int, ctypes.c_void_p, ctypes.c_int], [ctypes.c_void_p]
            c.memset.argtypes = [ctypes.c_void_p, ctypes.c_int, ctypes.c_size_t]
            c.shmctl.argtypes = [ctypes.c_int, ctypes.c_int, ctypes.c_void_p]
            def fill(memory):
                for page in range(0, size, 4096): memory[page] = 1
                return memory
            for _ in range(25):
                \(use)
            print("25 times")
            """
        )
        #expect(outcome.output == "25 times\n", "\(outcome.errors)")
    }

    @Test(arguments: [1, 16]) func aMemoryFileInPiecesIsRefusedWhenItIsFull(mebibytes: Int) async throws {
        let outcome = try await guarded(
            """
            import mmap, os
            size = \(mebibytes) << 20
            file = os.memfd_create("x")
            os.ftruncate(file, 400 << 20)
            pieces = []
            try:
                for first in range(0, 400 << 20, size):
                    piece = mmap.mmap(file, size, offset=first)
                    for page in range(0, size, 4096): piece[page] = 1
                    pieces.append(piece)
            except OSError: pass
            # What is there is not asked for again.
            for _ in range(9): mmap.mmap(file, size * len(pieces)).close()
            print(size * len(pieces) >> 20)
            """
        )
        let held = try #require(Int(outcome.output.dropLast()), "\(outcome.errors)")
        #expect(outcome.status == .exited(0) && held >= 210 && held < 256, "\(outcome.output)\(outcome.errors)")
    }

    /// Nothing is missing of it before each step but the step.
    @Test(
        arguments: [
            "os.posix_fallocate(file, first, size)",
            "os.ftruncate(file, first + size); mmap.mmap(file, size, offset=first)[:] = bytes(size)",
            "os.ftruncate(file, first + size); pieces.append(mmap.mmap(file, size, offset=first)); pieces[-1][:] = bytes(size)",
        ],
        [1, 8]
    ) func aMemoryFileThatGrowsIsRefusedWhenTheContainerIsFull(way: String, mebibytes: Int) async throws {
        let outcome = try await guarded(
            """
            import mmap, os
            size, pieces = \(mebibytes) << 20, []
            file = os.memfd_create("x")
            try:
                for first in range(0, 400 << 20, size): \(way)
            except OSError as error: print(os.fstat(file).st_blocks >> 11, error.strerror)
            """
        )
        let words = outcome.output.split(separator: " ", maxSplits: 1)
        let held = try #require(words.first.flatMap { Int($0) }, "\(outcome.errors)")
        #expect(outcome.status == .exited(0) && held >= 210 && held < 256, "\(outcome.output)\(outcome.errors)")
        #expect(words.last == "Cannot allocate memory\n")
    }

    @Test func memoryThatWasSealedIsWritableAgain() async throws {
        let outcome = try await guarded(
            """
            import ctypes, mmap
            memory = mmap.mmap(-1, 200 << 20, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
            for page in range(0, 200 << 20, 4096): memory[page] = 1
            address = ctypes.addressof(ctypes.c_char.from_buffer(memory))
            protect = ctypes.CDLL(None).mprotect
            protect.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]
            for rights in (1, 0, 5, 1):
                assert protect(address, 200 << 20, rights) == 0
                assert protect(address, 200 << 20, 3) == 0, "refused"
                memory[0] = 2
            print("writable")
            """
        )
        #expect(outcome.output == "writable\n", "\(outcome.errors)")
    }

    /// Reading brings the page of zeroes, which is no memory yet.
    @Test func memoryThatWasOnlyReadIsAskedFor() async throws {
        let outcome = try await guarded(
            """
            import ctypes, mmap
            memory = mmap.mmap(-1, 400 << 20, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS, mmap.PROT_READ)
            sum(memory[page] for page in range(0, 400 << 20, 4096))
            c = ctypes.CDLL(None)
            c.mmap.restype, c.mmap.argtypes = ctypes.c_void_p, [ctypes.c_void_p, ctypes.c_size_t] + [ctypes.c_int] * 3 + [ctypes.c_long]
            c.mprotect.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]
            c.madvise.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]
            address = c.mmap(None, 400 << 20, 1, 0x22, -1, 0)
            # Without huge pages, which have zeroes of their own.
            c.madvise(address, 400 << 20, 15)
            for page in range(0, 400 << 20, 4096): ctypes.c_char.from_address(address + page).value
            print(c.mprotect(address, 400 << 20, 3))
            """
        )
        #expect(outcome.output == "-1\n", "\(outcome.errors)")
    }

    /// A heap that shrank asks before it grows again, also within what it once had.
    @Test func aHeapThatGaveBackMeetsALowerLimit() async throws {
        let outcome = try await guarded(
            """
            import os, sys
            def fill():
                kept = []
                try:
                    while len(kept) < 240: kept.append(bytearray(b"x" * (1 << 20)))
                except MemoryError: pass
                return len(kept)
            first = fill()
            for name in ("memory.limit_in_bytes", "memory.memsw.limit_in_bytes", "memory.max"):
                path = os.path.join(sys.argv[1], name)
                if os.path.exists(path): open(path, "w").write(str(150 << 20))
            print(first > 200, fill() < 150)
            """
        )
        #expect(outcome.output == "True True\n", "\(outcome.errors)")
    }
}
