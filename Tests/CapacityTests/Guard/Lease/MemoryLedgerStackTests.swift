// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Capacity
import Testing

/// What of threads' stacks is expected to be touched.
struct MemoryLedgerStackTests: LedgerCases {
    /// A process of 10 MiB whose threads have stacks of 8 MiB each.
    private struct Threads: LedgerCases {
        var ledger: MemoryLedger
        /// What each has touched of its stack, in KiB.
        var depths: [Int64] = []
        var now = Duration.zero

        init() {
            ledger = MemoryLedger(room: MemoryRoom(budget: .mebibytes(240), used: .mebibytes(10)))
            look()
        }

        private var touched: ByteCount { .mebibytes(10) + .kibibytes(depths.reduce(0, +)) }

        mutating func look() {
            ledger.observed(MemoryRoom(budget: .mebibytes(240), used: touched), at: now)
            let data = ByteCount.mebibytes(10 + 8 * Int64(depths.count))
            ledger.observed(ProcessMemory(process: 1, data: data, touched: touched), at: now)
        }

        mutating func measure(onlyMany: Bool = false) {
            ledger.measureStacks(onlyMany: onlyMany, at: now) { _, addresses in
                .kibibytes(depths[Int(addresses.lowerBound >> 32)])
            }
        }

        /// Starts a thread, as the supervisor does: measures before it refuses.
        mutating func start(measures: Bool = true) -> MemoryAnswer {
            look()
            if measures { measure(onlyMany: true) }
            let asked = request(8, thread: 2 + Int32(depths.count), .stack)
            var answer = ledger.decide(asked, isLookedAt: false, held: [], at: now)
            if answer == .look {
                if measures { measure() }
                answer = ledger.decide(asked, isLookedAt: true, held: [], at: now)
            }
            let start = UInt64(depths.count) << 32
            if isGranted(answer) { ledger.granted(stack: start..<start + 8 << 20, to: 1, at: now) }
            return answer
        }

        /// Starts one that uses so much at once, beside what each has of its own.
        mutating func start(using depth: Int64) {
            guard isGranted(start()) else { return }
            depths.append(64 + depth)
            now += .milliseconds(1)
            look()
        }
    }

    @Test(arguments: [(count: 2000, depth: 0), (1000, 100), (200, 1000), (28, 7000)] as [(count: Int, depth: Int64)])
    func whatTheyUseIsNoSignOfMore(count: Int, depth: Int64) {
        var threads = Threads()
        for _ in 0..<count { threads.start(using: depth) }
        #expect(threads.depths.count == count)
    }

    @Test func withoutALookAtStacksItWouldBe() {
        var threads = Threads()
        var started = 0
        while isGranted(threads.start(measures: false)) {
            threads.depths.append(64 + 1000)
            started += 1
        }
        #expect(started < 100)
    }

    @Test func newThreadsAreExpectedToUseAsMuchAsTheOthers() {
        var threads = Threads()
        for _ in 0..<30 { threads.start(using: 1024) }
        threads.now += .seconds(1)
        threads.look()
        threads.measure()
        #expect(threads.ledger.claims == .zero)
        for _ in 0..<5 { threads.start(using: 0) }
        threads.measure()
        #expect(threads.ledger.claims == .mebibytes(5))
        threads.depths[34] += 512
        threads.look()
        threads.measure()
        let mean = ByteCount.kibibytes(30 * 1024 + 512).bytes / 31
        #expect(threads.ledger.claims == ByteCount(bytes: 5 * mean) - .kibibytes(512))
        threads.now += .milliseconds(250)
        threads.look()
        #expect(threads.ledger.claims == .zero)
    }

    @Test func oneThatGoesDeepSaysLittleOfTheOthers() {
        var threads = Threads()
        threads.start(using: 7000)
        for _ in 0..<69 { threads.start(using: 50) }
        threads.now += .milliseconds(250)
        threads.measure()
        // 64 KiB that each was granted are touched but for the new ones, of which 149 KiB are expected: the mean of the others.
        for _ in 0..<10 { threads.start(using: 0) }
        threads.measure()
        #expect(threads.ledger.claims > .kibibytes(10 * 149) && threads.ledger.claims < .kibibytes(10 * 150))
    }

    @Test func restingThreadsThatWakeAreASignOfMore() {
        var threads = Threads()
        for _ in 0..<10 { threads.start(using: 1024) }
        for _ in 0..<40 { threads.start(using: 0) }
        threads.now += .milliseconds(250)
        threads.look()
        threads.measure()
        #expect(threads.ledger.claims == .zero)
        for index in 10..<20 { threads.depths[index] += 1024 }
        threads.look()
        threads.measure()
        // Ten MiB, of which four are no sign of anything, eight times.
        #expect(threads.ledger.claims == .mebibytes(48))
    }

    @Test func aStackThatIsGoneIsForgotten() {
        var threads = Threads()
        for _ in 0..<30 { threads.start(using: 1024) }
        threads.measure()
        // What nobody has touched has no thread.
        threads.depths[0] = 0
        threads.measure()
        threads.depths[0] = 8000
        let before = threads.ledger.claims
        threads.measure()
        #expect(threads.ledger.claims == before)
    }

    @Test func whereNobodyTellsItIsASign() {
        var threads = Threads()
        for _ in 0..<15 {
            _ = threads.start(measures: false)
            threads.depths.append(64 + 1000)
        }
        threads.look()
        let before = threads.ledger.claims
        threads.ledger.measureStacks(onlyMany: false, at: threads.now) { _, _ in nil }
        #expect(before > .mebibytes(50) && threads.ledger.claims == before)
    }
}
