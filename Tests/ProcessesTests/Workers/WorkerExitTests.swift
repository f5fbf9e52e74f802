// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import CSystemCalls
internal import Fleet
internal import Testing

@testable import Processes

struct WorkerExitTests {
    private func exit(signal: Int32, oomKills: Int, byUs: Bool = false) -> WorkerExit {
        WorkerExit(
            plimsoll_end(is_known: 1, was_signalled: 1, value: signal),
            oomKills: oomKills,
            wasKilledByUs: byUs
        )
    }

    private func exit(status: Int32, oomKills: Int) -> WorkerExit {
        WorkerExit(
            plimsoll_end(is_known: 1, was_signalled: 0, value: status),
            oomKills: oomKills,
            wasKilledByUs: false
        )
    }

    @Test func onlyTheKernelsCounterMakesItAnOOMKill() {
        #expect(exit(signal: 9, oomKills: 0) == WorkerExit(verdict: .killed, status: 137))
        #expect(exit(signal: 9, oomKills: 1) == WorkerExit(verdict: .oomKilled, status: 137))
        #expect(exit(status: 137, oomKills: 0) == WorkerExit(verdict: .exited, status: 137))
    }

    @Test func aParentThatPassesItOnWasOOMKilledToo() {
        #expect(exit(status: 137, oomKills: 1) == WorkerExit(verdict: .oomKilled, status: 137))
        #expect(exit(status: 1, oomKills: 1) == WorkerExit(verdict: .oomKilled, status: 1))
    }

    @Test func oneThatOutlivedAnOOMKillIsJudgedByItsOwnEnd() {
        #expect(exit(status: 0, oomKills: 3) == WorkerExit(verdict: .exited, status: 0))
        #expect(exit(signal: 15, oomKills: 3) == WorkerExit(verdict: .killed, status: 143))
        #expect(exit(signal: 9, oomKills: 3, byUs: true) == WorkerExit(verdict: .killed, status: 137))
    }

    @Test func anUnseenEndIsLostUnlessTheCounterTells() {
        let unseen = plimsoll_end(is_known: 0, was_signalled: 0, value: 0)
        #expect(WorkerExit(unseen, oomKills: 0, wasKilledByUs: false) == WorkerExit(verdict: .lost, status: nil))
        #expect(WorkerExit(unseen, oomKills: 1, wasKilledByUs: false) == WorkerExit(verdict: .oomKilled, status: nil))
    }
}
