// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Capacity
import Subprocess
import Testing

/// Programs that fit their limit must run in mode static as if there were no guard.
@Suite(.serialized)
struct FittingProgramTests {
    private func outcome(of words: [String], within limit: Int64) async throws -> Outcome {
        try await TestCgroup.with(limit: .mebibytes(limit)) {
            try await $0.runGuarded("--mode", "static", running: words)
        }
    }

    @Test func nodeRunsIn256MiB() async throws {
        let outcome = try await outcome(of: ["node", "-e", "console.log('hello')"], within: 256)
        #expect(outcome.output == "hello\n", "\(outcome.errors)")
        #expect(outcome.status == .exited(0))
    }

    @Test func nodesBufferTooLargeIsARangeError() async throws {
        let program = """
            const kept = []
            try { for (;;) kept.push(Buffer.alloc(8 << 20, 1)) } catch (error) { console.log(error.constructor.name) }
            """
        #expect(try await outcome(of: ["node", "-e", program], within: 256).output == "RangeError\n")
    }

    @Test func javaRunsIn512MiB() async throws {
        let outcome = try await outcome(of: ["java", "-version"], within: 512)
        #expect(outcome.status == .exited(0), "\(outcome.errors)")
    }

    @Test func sixteenThreadsRunIn256MiB() async throws {
        let program = """
            import threading
            barrier = threading.Barrier(17)
            threads = [threading.Thread(target=barrier.wait) for _ in range(16)]
            for thread in threads: thread.start()
            barrier.wait()
            for thread in threads: thread.join()
            print("joined")
            """
        #expect(try await outcome(of: ["/usr/bin/python3", "-c", program], within: 256).output == "joined\n")
    }

    @Test func aReservationIsNotCounted() async throws {
        let program = """
            import ctypes
            private, anonymous, no_reserve = 0x02, 0x20, 0x4000
            mmap = ctypes.CDLL(None).mmap
            mmap.restype = ctypes.c_long
            mmap.argtypes = [ctypes.c_long, ctypes.c_size_t, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_long]
            assert mmap(0, 64 << 30, 0, private | anonymous | no_reserve, -1, 0) != -1
            print("reserved")
            """
        #expect(try await outcome(of: ["/usr/bin/python3", "-c", program], within: 256).output == "reserved\n")
    }

    @Test func aDeepStackIsNotCounted() async throws {
        let outcome = try await outcome(
            of: ["sh", "-c", "ulimit -s unlimited; /usr/bin/python3 -c 'print(1)'"],
            within: 64
        )
        #expect(outcome.output == "1\n")
    }

    @Test func aFileLargerThanTheLimitIsRead() async throws {
        let outcome = try await outcome(
            of: ["sh", "-c", "f=$(mktemp) && head -c 200000000 /dev/zero >$f && wc -c <$f; rm -f $f"],
            within: 64
        )
        #expect(outcome.output == "200000000\n", "\(outcome.errors)")
    }
}
