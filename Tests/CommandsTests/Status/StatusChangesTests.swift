// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Admin
import Commands
import Fleet
import PlimsollTesting
import Testing

struct StatusChangesTests {
    @Test func firstReportNamesEveryService() {
        var changes = StatusChanges()
        #expect(
            changes.lines(for: FleetReport(.sample)) == [
                "thumbs: ready, 240 MiB of 256 MiB, restarts 3",
                "ocr: resting, OOM kills 2, restarts 1, the kernel ended it for want of memory while it started; raise mem_limit",
                "whisper: asleep",
                "wiki: routed",
            ]
        )
    }

    @Test func figuresThatChangeWithEveryRequestMakeNoLine() {
        var changes = StatusChanges()
        var status = FleetStatus.sample
        _ = changes.lines(for: FleetReport(status))
        status.services[0].inFlight = 99
        status.services[0].sleepsIn = .seconds(1)
        #expect(changes.lines(for: FleetReport(status)).isEmpty)
    }

    @Test func changeNamesWhatItWasAndWhy() {
        var changes = StatusChanges()
        var status = FleetStatus.sample
        _ = changes.lines(for: FleetReport(status))
        status.services[0].state = .asleep
        status.services[0].usage = nil
        status.services[0].oomKills = 1
        status.services[0].lastExit = WorkerExit(verdict: .oomKilled, status: 137)
        status.services.removeLast()
        status.engineTrouble = "gone"
        #expect(
            changes.lines(for: FleetReport(status)) == [
                "engine docker: gone", "thumbs: ready -> asleep, OOM kills 1, worker oom-killed (status 137)",
                "wiki: no longer served",
            ]
        )
    }

    @Test func nothingOfAReportCanSteerTheTerminal() {
        var changes = StatusChanges()
        var status = FleetStatus.sample
        status.services[0].trouble = "\u{1B}[2J"
        #expect(changes.lines(for: FleetReport(status))[0].contains("\u{1B}") == false)
    }
}
