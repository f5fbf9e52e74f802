// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Capacity
import Testing

struct LeaseReportTests {
    private func report(kills: Int?, _ ending: LeaseReport.Ending?) -> LeaseReport {
        LeaseReport(
            means: .asked,
            limit: .mebibytes(256),
            peak: .mebibytes(250),
            tally: LeaseTally(),
            oomKills: kills,
            ending: ending
        )
    }

    @Test(arguments: [
        (0 as Int?, LeaseReport.Ending.exited(0), nil as String?),
        (0, .exited(137), nil),
        (0, .signaled(15), nil),
        (0, .signaled(9), "the program was killed by somebody, not for want of memory"),
        (nil, .signaled(9), nil),
        (1, .signaled(9), "the kernel killed the program for want of memory, at 250 MiB of 256 MiB"),
        (2, .exited(0), "the kernel killed 2 of the program's processes for want of memory, at 250 MiB of 256 MiB"),
    ]) func aKillIsToldByTheKernelsCountAlone(kills: Int?, ending: LeaseReport.Ending, words: String?) {
        #expect(report(kills: kills, ending).lastWords == words)
    }

    @Test func theRecordHasTheLastRefusal() {
        var report = report(kills: nil, nil)
        let request = MemoryRequest(thread: 5, process: 4, kind: .own, size: .mebibytes(64))
        report.tally.refused(
            request,
            name: "python3",
            left: -1,
            onPurpose: false,
            arrival: .zero,
            now: .zero,
            at: .milliseconds(1500)
        )
        let refusal = MemoryRefusal(
            process: 4,
            name: "python3",
            size: .mebibytes(64),
            left: .zero,
            time: .milliseconds(1500)
        )
        #expect(report.record.lastRefusal == refusal)
        #expect(report.record.counts == .init(asked: 0, refused: 1, refusedOnPurpose: 0))
    }

    @Test func theCallsOfOneAllocationAreOneRefusal() {
        var tally = LeaseTally()
        func refuse(_ thread: Int32, _ size: Int64, at milliseconds: Int64, process: Int32 = 4, onPurpose: Bool = false)
        {
            tally.refused(
                MemoryRequest(thread: thread, process: process, kind: .own, size: .mebibytes(size)),
                name: "x",
                left: 0,
                onPurpose: onPurpose,
                arrival: .milliseconds(milliseconds),
                now: .milliseconds(milliseconds + 1),
                at: .zero
            )
        }
        for call in 0..<4 as Range<Int64> { refuse(5, 64 + call, at: call * 2) }
        #expect(tally.refused == 1 && tally.last?.size == .mebibytes(64))
        // More calls than one allocation makes; another thread; another process; the same a while later.
        refuse(5, 64, at: 8)
        refuse(6, 64, at: 9)
        refuse(6, 64, at: 9, process: 3)
        refuse(6, 64, at: 30, process: 3)
        #expect(tally.refused == 5)
        refuse(6, 64, at: 31, process: 3, onPurpose: true)
        #expect(tally.refused == 5 && tally.refusedOnPurpose == 1)
    }

    /// Each call of one allocation asks for another size.
    @Test func aProgramThatAsksAgainForAsMuchIsRefusedAgain() {
        var tally = LeaseTally()
        for call in 0..<9 as Range<Int64> {
            tally.refused(
                MemoryRequest(thread: 5, process: 4, kind: .own, size: .mebibytes(64 + call % 3)),
                name: "x",
                left: 0,
                onPurpose: false,
                arrival: .zero,
                now: .zero,
                at: .zero
            )
        }
        #expect(tally.refused == 3)
    }

    @Test(arguments: [LeaseMeans.timed, .timedForWant, .lentByAnother])
    func whereNobodyAsksNothingIsCounted(means: LeaseMeans) {
        var report = report(kills: 0, nil)
        report.means = means
        #expect(report.record.counts == nil)
    }

    @Test func aWarningIsGivenOnceUntilAllIsWell() {
        var warning = WarnSignal()
        let lefts: [Int64] = [10, 9, 0, 19, 9, 20, -5]
        let given = lefts.map { warning.isDue(left: $0, budget: ByteCount(bytes: 100)) }
        #expect(given == [false, true, false, false, false, false, true])
    }
}
