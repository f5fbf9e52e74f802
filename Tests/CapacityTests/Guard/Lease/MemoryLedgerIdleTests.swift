// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Capacity
import Testing

/// What of untouched memory is expected to be touched.
struct MemoryLedgerIdleTests: LedgerCases {
    @Test func untouchedMemoryIsIdleOnceItsProcessRan() {
        var ledger = ledger()
        ledger.observed(memory(1, data: 0, touched: 0, time: .zero), at: .zero)
        _ = ledger.decide(request(100), isLookedAt: false, held: [], at: .zero)
        ledger.observed(memory(1, data: 100, touched: 0, time: .milliseconds(20)), at: .milliseconds(20))
        #expect(ledger.claims == .mebibytes(100))
        ledger.observed(memory(1, data: 100, touched: 0, time: .milliseconds(30)), at: .milliseconds(30))
        ledger.observed(memory(1, data: 100, touched: 0, time: .milliseconds(60)), at: .milliseconds(60))
        // So much is trusted at once; the rest only when it stood still for long.
        #expect(ledger.claims == .mebibytes(36))
        ledger.observed(memory(1, data: 100, touched: 0, time: .milliseconds(60)), at: .seconds(2))
        ledger.observed(memory(1, data: 100, touched: 0, time: .milliseconds(60)), at: .seconds(4))
        #expect(ledger.claims == .zero)
    }

    @Test func moreUntouchedMemoryIsIdleOnceItsProcessWorkedForLonger() {
        var ledger = ledger()
        ledger.observed(memory(1, data: 0, touched: 0, time: .zero), at: .zero)
        _ = ledger.decide(request(200), isLookedAt: false, held: [], at: .zero)
        ledger.observed(memory(1, data: 200, touched: 0, time: .milliseconds(10)), at: .milliseconds(10))
        ledger.observed(memory(1, data: 200, touched: 0, time: .milliseconds(250)), at: .milliseconds(250))
        #expect(ledger.decide(request(100), isLookedAt: true, held: [], at: .milliseconds(250)) == .refuse)
        ledger.observed(memory(1, data: 200, touched: 0, time: .milliseconds(510)), at: .milliseconds(510))
        #expect(isGranted(ledger.decide(request(100), isLookedAt: true, held: [], at: .milliseconds(510))))
    }

    @Test func whatGrowsDownwardsCountsUntilItIsTouched() {
        var ledger = ledger()
        ledger.observed(memory(1, data: 10, touched: 10), at: .zero)
        _ = ledger.decide(request(100), isLookedAt: false, held: [], at: .zero)
        let seen = ProcessMemory(process: 1, data: .mebibytes(10), stack: .mebibytes(100), touched: .mebibytes(50))
        ledger.observed(seen, at: .milliseconds(101))
        #expect(ledger.claims == .mebibytes(60))
    }

    @Test func memoryThatIsBeingTouchedIsNotIdle() {
        var ledger = ledger()
        ledger.observed(memory(1, data: 0, touched: 0, time: .zero), at: .zero)
        _ = ledger.decide(request(100), isLookedAt: false, held: [], at: .zero)
        for step in 1...8 as ClosedRange<Int64> {
            let time = Duration.milliseconds(10 * step)
            ledger.observed(memory(1, data: 100, touched: 10 * step, time: time), at: time)
            #expect(ledger.claims == .mebibytes(100 - 10 * step))
        }
    }

    @Test func memoryThatIsTouchedSlowlyIsNotIdle() {
        var ledger = ledger()
        ledger.observed(memory(1, data: 0, touched: 0, time: .zero), at: .zero)
        _ = ledger.decide(request(100), isLookedAt: false, held: [], at: .zero)
        for step in 1...20 as ClosedRange<Int64> {
            let time = Duration.milliseconds(25 * step)
            ledger.observed(memory(1, data: 100, touched: step, time: time), at: time)
            #expect(ledger.claims == .mebibytes(100 - step))
        }
    }

    @Test func memoryThatWasTouchedOnceIsIdleOnlyAfterLong() {
        var ledger = ledger()
        ledger.observed(memory(1, data: 0, touched: 0, time: .zero), at: .zero)
        ledger.observed(memory(1, data: 100, touched: 100, time: .zero), at: .zero)
        // Given back to the kernel, and kept mapped.
        for step in 1...5 {
            let time = Duration.milliseconds(100 * step)
            ledger.observed(memory(1, data: 100, touched: 0, time: time), at: time)
            #expect(ledger.claims == .mebibytes(100))
        }
        ledger.observed(memory(1, data: 100, touched: 0), at: .seconds(3))
        ledger.observed(memory(1, data: 100, touched: 0), at: .seconds(6))
        #expect(ledger.claims == .zero)
    }

    @Test func idleMemoryThatIsTouchedAfterAllCountsAgain() {
        var ledger = ledger()
        ledger.observed(memory(1, data: 100, touched: 0, time: .zero), at: .zero)
        #expect(ledger.claims == .zero)
        ledger.observed(memory(1, data: 100, touched: 4), at: .milliseconds(1))
        // So much is usual.
        #expect(ledger.claims == .zero)
        ledger.observed(memory(1, data: 100, touched: 8), at: .milliseconds(1))
        // Eight times what goes beyond that is expected to be.
        #expect(ledger.claims == .mebibytes(32))
        ledger.observed(memory(1, data: 100, touched: 20), at: .milliseconds(2))
        #expect(ledger.claims == .mebibytes(80))
    }

    @Test func idleMemoryThatIsTouchedBitByBitCountsAgain() {
        var ledger = ledger()
        ledger.observed(memory(1, data: 100, touched: 0, time: .zero), at: .zero)
        for step in 1...32 as ClosedRange<Int64> {
            let time = Duration.milliseconds(25 * step)
            let touched = ByteCount.kibibytes(256 * step)
            let seen = ProcessMemory(process: 1, data: .mebibytes(100), touched: touched, processorTime: time)
            ledger.observed(seen, at: time)
        }
        #expect(ledger.claims == .mebibytes(32))
    }

    @Test func idleMemoryGivenBackIsNotTakenForTouched() {
        var ledger = ledger()
        ledger.observed(memory(1, data: 100, touched: 0), at: .zero)
        ledger.observed(memory(1, data: 60, touched: 0), at: .milliseconds(1))
        #expect(ledger.claims == .zero)
    }

    @Test func threadsStacksHardlyCount() {
        var ledger = ledger()
        var data: Int64 = 0
        for index in 0..<200 {
            ledger.observed(memory(1, data: data, touched: 0), at: .milliseconds(index))
            let answer = ledger.decide(request(8, .stack), isLookedAt: true, held: [], at: .milliseconds(index))
            #expect(isGranted(answer), "thread \(index)")
            data += 8
        }
        ledger.observed(memory(1, data: data, touched: 0), at: .milliseconds(200))
        #expect(ledger.claims <= .mebibytes(13))
    }

    @Test func stacksAreIdleBesideWhatIsTrusted() {
        var ledger = ledger()
        ledger.observed(memory(1, data: 0, touched: 0, time: .zero), at: .zero)
        _ = ledger.decide(request(8, .stack), isLookedAt: false, held: [], at: .zero)
        _ = ledger.decide(request(64, thread: 2), isLookedAt: false, held: [], at: .zero)
        for step in 1...2 {
            let time = Duration.milliseconds(30 * step)
            ledger.observed(memory(1, data: 72, touched: 0, time: time), at: time)
        }
        #expect(ledger.claims <= .kibibytes(64))
    }
}
