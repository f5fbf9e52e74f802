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
        report.tally.refused(request, name: "python3", left: -1, onPurpose: false, at: .milliseconds(1500))
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
