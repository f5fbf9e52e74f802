// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Capacity
import PlimsollTesting
import Testing

struct MemoryLedgerTests: LedgerCases {
    @Test func aRefusalStandsForAMomentUnlessSomethingWasGivenBack() {
        var ledger = ledger(used: 239)
        ledger.observed(MemoryRoom(budget: .mebibytes(240), used: .mebibytes(239)), at: .zero)
        ledger.observed(memory(1, data: 1, touched: 1), at: .zero)
        #expect(ledger.decide(request(2), isLookedAt: false, held: [], at: .zero) == .look)
        #expect(ledger.decide(request(2), isLookedAt: true, held: [], at: .zero) == .refuse)
        #expect(!ledger.mayRefuseUnseen(request(2), at: .zero))
        ledger.refused(request(2), at: .zero)
        #expect(ledger.mayRefuseUnseen(request(2), at: .zero))
        #expect(ledger.decide(request(2), isLookedAt: false, held: [], at: .milliseconds(9)) == .refuse)
        #expect(ledger.decide(request(2), isLookedAt: false, held: [], at: .milliseconds(10)) == .look)
        #expect(!ledger.isRefusedAgain(request(2, of: 2), at: .zero))
        ledger.observed(MemoryRoom(budget: .mebibytes(240), used: .mebibytes(239) - .kibibytes(4)), at: .zero)
        #expect(ledger.decide(request(2), isLookedAt: false, held: [], at: .zero) == .look)
    }

    @Test func memoryUnmappedUntouchedIsLookedFor() {
        var ledger = ledger(used: 100)
        ledger.observed(memory(1, data: 0, touched: 0), at: .zero)
        #expect(isGranted(ledger.decide(request(139), isLookedAt: true, held: [], at: .zero)))
        ledger.observed(memory(1, data: 139, touched: 0), at: .zero)
        #expect(ledger.decide(request(2), isLookedAt: true, held: [], at: .zero) == .refuse)
        ledger.refused(request(2), at: .zero)
        #expect(!ledger.mayRefuseUnseen(request(2), at: .zero))
        ledger.observed(memory(1, data: 0, touched: 0), at: .zero)
        #expect(isGranted(ledger.decide(request(2), isLookedAt: false, held: [], at: .zero)))
    }

    @Test func whatFitsIsGrantedWithRoomForSmallRequests() {
        var ledger = ledger()
        ledger.observed(memory(1, data: 10, touched: 10), at: .zero)
        let answer = ledger.decide(request(32), isLookedAt: false, held: [], at: .zero)
        // 240 MiB were left: 32 are granted, and of the rest an eighth, at most 8 MiB, may be taken by small requests.
        #expect(answer == .grant(data: .mebibytes(10 + 32 + 8)))
        #expect(ledger.left == ByteCount.mebibytes(208).bytes)
    }

    @Test func aHeapGrowsWithoutADecisionOnlyWhileMuchIsLeft() {
        var ledger = ledger()
        ledger.observed(memory(1, data: 10, touched: 10), at: .zero)
        #expect(ledger.heapSlack == .mebibytes(4))
        ledger.observed(MemoryRoom(budget: .mebibytes(240), used: .mebibytes(239)), at: .zero)
        #expect(ledger.heapSlack == .zero)
        ledger.observed(MemoryRoom(budget: .mebibytes(240), used: .mebibytes(250)), at: .zero)
        #expect(ledger.heapSlack == .zero)
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

    @Test func aRequestWaitsForOthersWhoseMemoryMayTurnOutIdle() {
        var ledger = ledger()
        ledger.observed(memory(1, data: 0, touched: 0), at: .zero)
        ledger.observed(memory(2, data: 0, touched: 0), at: .zero)
        _ = ledger.decide(request(200, of: 2), isLookedAt: false, held: [], at: .zero)
        #expect(ledger.decide(request(100), isLookedAt: true, held: [], at: .zero) == .wait)
        // Who waits itself touches nothing.
        #expect(ledger.decide(request(100), isLookedAt: true, held: [2], at: .zero) == .refuse)
    }

    @Test func aRequestWaitsForItsOwnProcessOnlyWhileOthersOfItsThreadsMayHaveGivenBack() {
        var ledger = ledger()
        ledger.observed(memory(1, data: 0, touched: 0), at: .zero)
        _ = ledger.decide(request(200), isLookedAt: false, held: [], at: .zero)
        #expect(ledger.decide(request(100, thread: 7), isLookedAt: true, held: [], at: .zero) == .wait)
        ledger.observed(memory(1, data: 200, touched: 0), at: .milliseconds(1))
        #expect(ledger.decide(request(100, thread: 7), isLookedAt: true, held: [], at: .milliseconds(1)) == .refuse)
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
        var ledger = ledger(cushion: 8, used: 240)
        ledger.observed(memory(1, data: 240, touched: 240), at: .zero)
        var small = request(0)
        small.size = .kibibytes(260)
        #expect(ledger.decide(small, isLookedAt: true, held: [], at: .zero) == .refuse)
        small.size = .kibibytes(256)
        #expect(isGranted(ledger.decide(small, isLookedAt: true, held: [], at: .zero)))
    }

    @Test func whatIsInMemoryAlreadyIsNotClaimedButAllowedFor() {
        var ledger = ledger(used: 200)
        ledger.observed(memory(1, data: 0, touched: 200), at: .zero)
        var request = request(200)
        request.touched = .mebibytes(190)
        #expect(
            ledger.decide(request, isLookedAt: true, held: [], at: .zero)
                == .grant(data: .mebibytes(200) + .kibibytes(3840))
        )
        ledger.observed(memory(1, data: 200, touched: 200), at: .zero)
        #expect(ledger.claims == .zero)
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
        ledger.observed(MemoryRoom(limit: .mebibytes(256), budget: .mebibytes(240), used: .mebibytes(239)), at: .zero)
        for (process, size) in [(1, 10), (2, 100), (3, 50), (4, 79)] as [(Int32, Int64)] {
            ledger.observed(memory(process, data: size, touched: size), at: .zero)
        }
        #expect(
            ledger.refusal(of: request(64))
                == "refused 64 MiB to p1 (1): 1 MiB of 256 MiB left; "
                + "largest: p2 (2) 100 MiB, p4 (4) 79 MiB, p3 (3) 50 MiB"
        )
        let files = MemoryRoom(
            limit: .mebibytes(256),
            budget: .mebibytes(240),
            used: .mebibytes(239),
            shared: .mebibytes(33)
        )
        ledger.observed(files, at: .zero)
        #expect(ledger.refusal(of: request(64)).hasSuffix("50 MiB, files in memory and shared memory 33 MiB"))
    }
}
