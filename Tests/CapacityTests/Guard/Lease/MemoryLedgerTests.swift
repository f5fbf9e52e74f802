// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Capacity
import PlimsollTesting
import Testing

struct MemoryLedgerTests {
    private func ledger(budget: Int64 = 240, cushion: Int64 = 0, used: Int64 = 0) -> MemoryLedger {
        MemoryLedger(
            room: MemoryRoom(budget: .mebibytes(budget), cushion: .mebibytes(cushion), used: .mebibytes(used))
        )
    }

    private func memory(_ process: Int32, data: Int64, touched: Int64, time: Duration? = nil) -> ProcessMemory {
        ProcessMemory(
            process: process,
            name: "p\(process)",
            data: .mebibytes(data),
            touched: .mebibytes(touched),
            held: .mebibytes(touched),
            processorTime: time
        )
    }

    private func request(
        _ size: Int64,
        of process: Int32 = 1,
        thread: Int32? = nil,
        _ kind: MemoryRequest.Kind = .own
    ) -> MemoryRequest {
        MemoryRequest(thread: thread ?? process, process: process, kind: kind, size: .mebibytes(size))
    }

    private func isGranted(_ answer: MemoryAnswer) -> Bool {
        if case .grant = answer { true } else { false }
    }

    @Test func whatFitsIsGrantedWithRoomForSmallRequests() {
        var ledger = ledger()
        ledger.observed(memory(1, data: 10, touched: 10), at: .zero)
        let answer = ledger.decide(request(32), isLookedAt: false, held: [], at: .zero)
        // 240 MiB were left: 32 are granted, and of the rest an eighth, at most 8 MiB, may be taken by small requests.
        #expect(answer == .grant(data: .mebibytes(10 + 32 + 8)))
        #expect(ledger.left == ByteCount.mebibytes(208).bytes)
    }

    @Test func whatDoesNotFitIsLookedAtBeforeItIsRefused() {
        var ledger = ledger(used: 230)
        ledger.observed(memory(1, data: 230, touched: 230), at: .zero)
        #expect(ledger.decide(request(16), isLookedAt: false, held: [], at: .zero) == .look)
        #expect(ledger.decide(request(16), isLookedAt: true, held: [], at: .zero) == .refuse)
    }

    @Test func aProcessNobodyLookedAtIsLookedAt() {
        var ledger = ledger()
        #expect(ledger.decide(request(1), isLookedAt: false, held: [], at: .zero) == .look)
    }

    @Test func grantedAndUntouchedMemoryCounts() {
        var ledger = ledger()
        ledger.observed(memory(1, data: 0, touched: 0), at: .zero)
        #expect(isGranted(ledger.decide(request(160), isLookedAt: false, held: [], at: .zero)))
        ledger.observed(memory(1, data: 160, touched: 0), at: .zero)
        #expect(ledger.decide(request(160), isLookedAt: true, held: [], at: .zero) == .refuse)
        #expect(ledger.claims == .mebibytes(160))
    }

    @Test func aGrantCountsOnceWhenTheKernelShowsIt() {
        var ledger = ledger()
        ledger.observed(memory(1, data: 0, touched: 0), at: .zero)
        _ = ledger.decide(request(100), isLookedAt: false, held: [], at: .zero)
        #expect(ledger.claims == .mebibytes(100))
        ledger.observed(memory(1, data: 100, touched: 40), at: .milliseconds(1))
        #expect(ledger.claims == .mebibytes(60))
    }

    @Test func aGrantNeverTakenUpIsForgotten() {
        var ledger = ledger()
        ledger.observed(memory(1, data: 0, touched: 0), at: .zero)
        _ = ledger.decide(request(100), isLookedAt: false, held: [], at: .zero)
        ledger.observed(memory(1, data: 0, touched: 0), at: .milliseconds(50))
        #expect(ledger.claims == .mebibytes(100))
        ledger.observed(memory(1, data: 0, touched: 0), at: .milliseconds(101))
        #expect(ledger.claims == .zero)
    }

    @Test func aThreadThatAsksAgainHasTakenWhatItWasGranted() {
        var ledger = ledger()
        ledger.observed(memory(1, data: 0, touched: 0), at: .zero)
        for _ in 0..<100 {
            // It gives back each time, so that nothing shows.
            #expect(isGranted(ledger.decide(request(100), isLookedAt: false, held: [], at: .zero)))
        }
    }

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

    @Test func aGrantOfOneThreadIsNotTakenForAnothers() {
        var ledger = ledger()
        ledger.observed(memory(1, data: 0, touched: 0), at: .zero)
        _ = ledger.decide(request(50, thread: 2), isLookedAt: false, held: [], at: .zero)
        _ = ledger.decide(request(50, thread: 3), isLookedAt: false, held: [], at: .zero)
        ledger.observed(memory(1, data: 50, touched: 0), at: .milliseconds(1))
        #expect(ledger.claims == .mebibytes(100))
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

    @Test func aRequestWaitsForOthersWhoseMemoryMayTurnOutIdle() {
        var ledger = ledger()
        ledger.observed(memory(1, data: 0, touched: 0), at: .zero)
        ledger.observed(memory(2, data: 0, touched: 0), at: .zero)
        _ = ledger.decide(request(200, of: 2), isLookedAt: false, held: [], at: .zero)
        #expect(ledger.decide(request(100), isLookedAt: true, held: [], at: .zero) == .wait)
        // Who waits itself touches nothing.
        #expect(ledger.decide(request(100), isLookedAt: true, held: [2], at: .zero) == .refuse)
    }

    @Test func aRequestNeverWaitsForItsOwnProcess() {
        var ledger = ledger()
        ledger.observed(memory(1, data: 200, touched: 0), at: .zero)
        _ = ledger.decide(request(200), isLookedAt: false, held: [], at: .zero)
        #expect(ledger.decide(request(100, thread: 7), isLookedAt: true, held: [], at: .zero) == .refuse)
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

    @Test func aReservationIsAlwaysGranted() {
        var ledger = ledger(used: 240)
        ledger.observed(memory(1, data: 240, touched: 240), at: .zero)
        let answer = ledger.decide(request(1 << 20, .reservation), isLookedAt: false, held: [], at: .zero)
        #expect(isGranted(answer))
        ledger.observed(memory(1, data: 240 + 1 << 20, touched: 240), at: .milliseconds(1))
        #expect(ledger.claims == .zero)
    }

    @Test func smallRequestsMayUseTheCushion() {
        var ledger = ledger(cushion: 8, used: 238)
        ledger.observed(memory(1, data: 238, touched: 238), at: .zero)
        #expect(ledger.decide(request(4), isLookedAt: true, held: [], at: .zero) == .refuse)
        #expect(isGranted(ledger.decide(request(1), isLookedAt: true, held: [], at: .zero)))
    }

    @Test func sharedMemoryCountsUntilItIsTouchedByAnybody() {
        var ledger = ledger()
        ledger.observed(memory(1, data: 0, touched: 0), at: .zero)
        #expect(ledger.decide(request(200, .shared), isLookedAt: false, held: [], at: .zero) == .look)
        ledger.observed(MemoryRoom(budget: .mebibytes(240), used: .zero, shared: .zero), at: .zero)
        ledger.observed(memory(1, data: 0, touched: 0), at: .zero)
        _ = ledger.decide(request(200, .shared), isLookedAt: false, held: [], at: .zero)
        #expect(ledger.decide(request(100, .shared), isLookedAt: true, held: [], at: .zero) == .refuse)
        let half = MemoryRoom(budget: .mebibytes(240), used: .mebibytes(100), shared: .mebibytes(100))
        ledger.observed(half, at: .milliseconds(1))
        #expect(ledger.claims == .mebibytes(100))
    }

    @Test func anEndedProcessHoldsNothing() {
        var ledger = ledger()
        ledger.observed(memory(1, data: 0, touched: 0), at: .zero)
        _ = ledger.decide(request(200), isLookedAt: false, held: [], at: .zero)
        ledger.forgot(1)
        #expect(ledger.claims == .zero)
        #expect(ledger.processes.isEmpty)
    }

    @Test func aRefusalNamesTheLargest() {
        var ledger = ledger(used: 239)
        for (process, size) in [(1, 10), (2, 100), (3, 50), (4, 79)] as [(Int32, Int64)] {
            ledger.observed(memory(process, data: size, touched: size), at: .zero)
        }
        #expect(
            ledger.refusal(of: request(64), limit: .mebibytes(256))
                == "refused 64 MiB to p1 (1): 1 MiB of 256 MiB left; "
                + "largest: p2 (2) 100 MiB, p4 (4) 79 MiB, p3 (3) 50 MiB"
        )
    }
}
