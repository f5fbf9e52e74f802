// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Capacity
import Testing

/// What is decided of memory that several processes see.
struct MemoryLedgerSharedTests: LedgerCases {
    private func ledgerOfSharedMemory() -> MemoryLedger {
        var ledger = ledger()
        ledger.observed(memory(1, data: 0, touched: 0), at: .zero)
        ledger.observed(MemoryRoom(budget: .mebibytes(240), used: .zero, shared: .zero), at: .zero)
        return ledger
    }

    private func seen(_ shared: Int64) -> MemoryRoom {
        MemoryRoom(budget: .mebibytes(240), used: .mebibytes(shared), shared: .mebibytes(shared))
    }

    @Test func sharedMemoryThatIsMappedNoMoreDoesNotCount() {
        var ledger = ledgerOfSharedMemory()
        _ = ledger.decide(request(200, .shared), isLookedAt: false, held: [], at: .zero)
        let thread = request(200, .shared).thread
        // Another's may be on its way still.
        ledger.observed(untouchedShared: .zero, by: thread + 1, at: .milliseconds(99))
        #expect(ledger.sharedClaim == .mebibytes(200))
        ledger.observed(untouchedShared: .mebibytes(50), by: thread + 1, at: .milliseconds(100))
        #expect(ledger.sharedClaim == .mebibytes(50))
        ledger.observed(untouchedShared: .mebibytes(90), by: thread, at: .milliseconds(100))
        #expect(ledger.sharedClaim == .mebibytes(50))
        ledger.observed(untouchedShared: .zero, by: thread, at: .milliseconds(100))
        #expect(ledger.sharedClaim == .zero && ledger.left == ByteCount.mebibytes(240).bytes)
    }

    private func attached(
        _ size: Int64,
        missing: Int64,
        present: Int64 = 0,
        number: UInt64 = 1,
        by thread: Int32
    ) -> MemoryRequest {
        var request = request(size, thread: thread, .shared)
        request.object = SharedObject(
            device: 1,
            number: number,
            missing: .mebibytes(missing),
            present: .mebibytes(present)
        )
        return request
    }

    @Test func whatManyMapOfOneFileCountsOnce() {
        var ledger = ledgerOfSharedMemory()
        for thread in 2...9 as ClosedRange<Int32> {
            let request = attached(100, missing: 100, by: thread)
            #expect(isGranted(ledger.decide(request, isLookedAt: false, held: [], at: .zero)))
        }
        #expect(ledger.sharedClaim == .mebibytes(100))
        // Another file, and more of the same one.
        let other = attached(100, missing: 100, number: 2, by: 2)
        #expect(isGranted(ledger.decide(other, isLookedAt: false, held: [], at: .zero)))
        let longer = attached(60, missing: 120, by: 3)
        #expect(isGranted(ledger.decide(longer, isLookedAt: false, held: [], at: .zero)))
        #expect(ledger.sharedClaim == .mebibytes(220))
        let third = attached(100, missing: 100, number: 3, by: 4)
        #expect(ledger.decide(third, isLookedAt: true, held: [], at: .zero) == .wait)
        #expect(ledger.decide(third, isLookedAt: true, held: [], at: .milliseconds(100)) == .refuse)
        // What was granted so long ago is forgotten, and asked for anew.
        let late = Duration.seconds(2)
        ledger.observed(MemoryRoom(budget: .mebibytes(240), used: .zero, shared: .zero), at: late)
        #expect(ledger.sharedClaim == .zero)
        #expect(isGranted(ledger.decide(attached(100, missing: 100, by: 5), isLookedAt: false, held: [], at: late)))
        #expect(ledger.sharedClaim == .mebibytes(100))
    }

    /// Each piece is filled before the next is asked for.
    @Test func aFileThatGrowsPieceByPieceIsRefusedWhatFitsNoMore() {
        var ledger = ledgerOfSharedMemory()
        func next(_ index: Int64) -> MemoryAnswer {
            ledger.observed(seen(index * 10), at: .zero)
            let request = attached(10, missing: 10, present: index * 10, by: 1)
            return ledger.decide(request, isLookedAt: true, held: [], at: .zero)
        }
        for index in 0..<24 as Range<Int64> { #expect(isGranted(next(index)), "\(index)") }
        #expect(next(24) == .refuse)
    }

    /// A call that fills what it asks for has done so when its thread asks again; what is gone by then never shows.
    @Test func whatACallFillsAndAnotherGivesBackIsNoClaim() {
        var ledger = ledgerOfSharedMemory()
        _ = ledger.decide(request(100, thread: 1, .shared), isLookedAt: false, held: [], at: .zero)
        var call = request(20, thread: 2, .shared)
        call.isFilledAtOnce = true
        // A file that is cut off in between.
        call.object = SharedObject(device: 1, number: 1, missing: .mebibytes(20), present: .zero)
        for _ in 0..<9 {
            #expect(isGranted(ledger.decide(call, isLookedAt: false, held: [], at: .zero)))
            #expect(ledger.sharedClaim == .mebibytes(120))
        }
        // The last may be on its way; one of the eight is there, and what was mapped is untouched.
        ledger.observed(seen(20), at: .zero)
        #expect(ledger.sharedClaim == .mebibytes(120))
        // The last is there, and 30 of what was mapped.
        ledger.observed(seen(70), at: .zero)
        #expect(ledger.sharedClaim == .mebibytes(70))
    }

    @Test func whatStandsIdleIsIdleWhateverElseIsGranted() {
        var ledger = ledgerOfSharedMemory()
        _ = ledger.decide(request(100, thread: 1, .shared), isLookedAt: false, held: [], at: .zero)
        var claims: [ByteCount] = []
        for second in 1...5 as ClosedRange<Int64> {
            ledger.observed(seen(0), at: .seconds(second))
            claims.append(ledger.sharedClaim)
            _ = ledger.decide(request(1, thread: 2, .shared), isLookedAt: false, held: [], at: .seconds(second))
        }
        #expect(claims == [100, 101, 102, 2, 3].map { .mebibytes($0) })
    }

    @Test func sharedMemoryGrantedToManyAtOnceCountsUntilItShows() {
        var ledger = ledgerOfSharedMemory()
        for thread in 1...3 as ClosedRange<Int32> {
            let request = request(40, thread: thread, .shared)
            #expect(isGranted(ledger.decide(request, isLookedAt: false, held: [], at: .zero)))
        }
        ledger.observed(untouchedShared: .zero, by: 3, at: .milliseconds(1))
        #expect(ledger.sharedClaim == .mebibytes(80))
        ledger.observed(untouchedShared: .zero, by: 3, at: .milliseconds(100))
        #expect(ledger.sharedClaim == .zero)
    }

    @Test func sharedMemoryCountsUntilItIsTouchedByAnybody() {
        var ledger = ledger()
        ledger.observed(memory(1, data: 0, touched: 0), at: .zero)
        #expect(ledger.decide(request(200, .shared), isLookedAt: false, held: [], at: .zero) == .look)
        ledger.observed(MemoryRoom(budget: .mebibytes(240), used: .zero, shared: .zero), at: .zero)
        ledger.observed(memory(1, data: 0, touched: 0), at: .zero)
        _ = ledger.decide(request(200, .shared), isLookedAt: false, held: [], at: .zero)
        #expect(ledger.decide(request(100, .shared), isLookedAt: true, held: [], at: .zero) == .refuse)
        ledger.observed(seen(100), at: .milliseconds(1))
        #expect(ledger.claims == .mebibytes(100))
    }

    /// What its thread met pages of is mapped, and counts as what is not touched of it alone.
    @Test func sharedMemoryThatIsBeingFilledCountsOnce() {
        var ledger = ledgerOfSharedMemory()
        _ = ledger.decide(request(80, thread: 1, .shared), isLookedAt: false, held: [], at: .zero)
        _ = ledger.decide(request(80, thread: 2, .shared), isLookedAt: false, held: [], at: .zero)
        ledger.noteTaken { _, _ in 5 }
        ledger.observed(untouchedShared: .mebibytes(60), by: 2, at: .milliseconds(1))
        // The first may have all its pages still to come.
        #expect(ledger.sharedClaim == .mebibytes(140))
        #expect(
            ledger.decide(request(120, thread: 2, .shared), isLookedAt: true, held: [], at: .milliseconds(1)) == .wait
        )
        ledger.noteTaken { _, thread in thread == 1 ? 6 : 5 }
        ledger.observed(untouchedShared: .mebibytes(60), by: 2, at: .milliseconds(2))
        #expect(ledger.sharedClaim == .mebibytes(60))
    }
}
