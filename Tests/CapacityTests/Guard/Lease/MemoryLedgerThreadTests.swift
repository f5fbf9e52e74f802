// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Capacity
import Testing

/// What is decided of the requests of several threads of a process, of which only the sum shows.
struct MemoryLedgerThreadTests: LedgerCases {
    /// So much was granted to each of these threads of an empty process.
    private func ledger(granting size: Int64, to threads: ClosedRange<Int32>) -> MemoryLedger {
        var ledger = ledger()
        ledger.observed(memory(1, data: 0, touched: 0), at: .zero)
        for thread in threads {
            _ = ledger.decide(request(size, thread: thread), isLookedAt: false, held: [], at: .zero)
        }
        return ledger
    }

    @Test func aThreadThatMeetsPagesHasWhatItWasGranted() {
        var ledger = ledger()
        ledger.observed(memory(1, data: 0, touched: 0), at: .zero)
        _ = ledger.decide(request(200, thread: 2), isLookedAt: false, held: [], at: .zero)
        _ = ledger.decide(request(30, thread: 3), isLookedAt: false, held: [], at: .zero)
        #expect(ledger.hasPromised(1) && !ledger.hasPromised(2))
        #expect(ledger.leftAtMost == ByteCount.mebibytes(240).bytes)
        ledger.noteTaken { process, _ in process == 1 ? 7 : nil }
        ledger.observed(memory(1, data: 0, touched: 0), at: .zero)
        #expect(ledger.claims == .mebibytes(230))
        ledger.noteTaken { _, thread in thread == 2 ? 8 : 7 }
        ledger.observed(memory(1, data: 0, touched: 0), at: .zero)
        #expect(ledger.claims == .mebibytes(30))
        // Ended.
        ledger.noteTaken { _, _ in nil }
        ledger.observed(memory(1, data: 0, touched: 0), at: .zero)
        #expect(ledger.claims == .zero && !ledger.hasPromised(1))
    }

    @Test func othersAreThreadsAndProcesses() {
        var ledger = ledger()
        ledger.observed(memory(1, data: 0, touched: 0), at: .zero)
        #expect(!ledger.hasOthers(than: 1))
        var threaded = memory(1, data: 0, touched: 0)
        threaded.threads = 2
        ledger.observed(threaded, at: .zero)
        #expect(ledger.hasOthers(than: 1))
        ledger.observed(memory(1, data: 0, touched: 0), at: .zero)
        ledger.observed(memory(2, data: 0, touched: 0), at: .zero)
        #expect(ledger.hasOthers(than: 1))
    }

    @Test func aGrantOfOneThreadIsNotTakenForAnothers() {
        var ledger = ledger()
        ledger.observed(memory(1, data: 0, touched: 0), at: .zero)
        _ = ledger.decide(request(50, thread: 2), isLookedAt: false, held: [], at: .zero)
        _ = ledger.decide(request(50, thread: 3), isLookedAt: false, held: [], at: .zero)
        ledger.observed(memory(1, data: 50, touched: 0), at: .milliseconds(1))
        #expect(ledger.claims == .mebibytes(100))
    }

    @Test func aThreadThatAsksAgainHasTakenWhatItWasGranted() {
        var ledger = ledger()
        ledger.observed(memory(1, data: 0, touched: 0), at: .zero)
        for _ in 0..<100 {
            // It gives back each time, so that nothing shows.
            #expect(isGranted(ledger.decide(request(100), isLookedAt: false, held: [], at: .zero)))
        }
    }

    /// Its data grew by what one thread took; which, nobody tells before the thread asks again.
    @Test func whatOneThreadTookIsNotTakenOffTwice() {
        var ledger = ledger(granting: 20, to: 2...4)
        #expect(ledger.claims == .mebibytes(60))
        ledger.observed(memory(1, data: 20, touched: 20), at: .milliseconds(1))
        #expect(ledger.claims == .mebibytes(40))
        // It was the last one that took it.
        _ = ledger.decide(request(20, thread: 4), isLookedAt: false, held: [], at: .milliseconds(1))
        #expect(ledger.claims == .mebibytes(60))
    }

    /// What a thread has by its faults is what the next look shows of its process.
    @Test func whatAThreadHasIsNotTakenOffAnothers() {
        var ledger = ledger(granting: 20, to: 2...3)
        for faults in [7, 8] as [Int64] { ledger.noteTaken { _, thread in thread == 2 ? faults : 7 } }
        ledger.observed(memory(1, data: 20, touched: 20), at: .milliseconds(1))
        #expect(ledger.claims == .mebibytes(20))
    }

    @Test func aStackThatShowsIsNotTakenForWhatOthersWereGranted() {
        var ledger = ledger(granting: 4, to: 2...3)
        _ = ledger.decide(request(8, thread: 1, .stack), isLookedAt: false, held: [], at: .zero)
        ledger.observed(memory(1, data: 8, touched: 0), at: .milliseconds(1))
        _ = ledger.decide(request(8, thread: 1, .stack), isLookedAt: false, held: [], at: .milliseconds(1))
        #expect(ledger.claims == .mebibytes(8) + MemoryRequest.touchedStack + MemoryRequest.touchedStack)
    }

    /// As fast as they fill it they map more, so that what is untouched stays the same: of 80 MiB.
    @Test(
        arguments: [
            // For a moment: 64 are trusted, or none.
            (4, 30, 16), (5, 30, 80),
            // For longer: all, or what cannot have been filled.
            (4, 260, 0), (5, 260, 40),
        ] as [(threads: Int64, milliseconds: Int64, claims: Int64)]
    )
    func whatManyThreadsAreFillingIsNotIdle(threads: Int64, milliseconds: Int64, claims: Int64) {
        var ledger = ledger()
        ledger.observed(memory(1, data: 0, touched: 0, time: .zero), at: .zero)
        for (turn, touched) in [0, 20, 40].enumerated() {
            let time = Duration.milliseconds(1000 + Int64(turn) * milliseconds / 2)
            var seen = memory(1, data: 80 + Int64(touched), touched: Int64(touched), time: time)
            seen.threads = threads
            ledger.observed(seen, at: time)
        }
        #expect(ledger.claims == .mebibytes(claims))
    }
}
