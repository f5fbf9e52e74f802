// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Testing

@testable import Processes

struct UnifiedChoiceTests {
    private func level(
        _ path: String,
        available: Set<String> = ["memory", "cpu", "pids", "io"],
        handedOn: Set<String> = [],
        processes: [Int32] = [],
        isTop: Bool = false
    ) -> UnifiedLevel {
        UnifiedLevel(path: path, available: available, handedOn: handedOn, processes: processes, isTop: isTop)
    }

    @Test func theTopMayHoldProcessesAndHandOn() {
        let choice = UnifiedChoice(levels: [level("/", processes: [1, 2, 7], isTop: true)], pid: 7)
        #expect(choice == .below("/", handingOn: ["memory", "cpu", "pids"], afterMovingDown: false))
    }

    @Test func aProxyAloneInItsCgroupMovesDown() {
        let unit = level("/system.slice/plimsoll.service", available: ["memory", "pids"], processes: [7])
        let choice = UnifiedChoice(levels: [unit, level("/system.slice", handedOn: ["memory"])], pid: 7)
        #expect(choice == .below(unit.path, handingOn: ["memory", "pids"], afterMovingDown: true))
    }

    @Test func inASessionWithOthersTheNearestThatHandsOnIsUsed() {
        let levels = [
            level("/user.slice/session-1.scope", processes: [7, 8]),
            level("/user.slice", handedOn: ["memory", "pids"]),
            level("/", handedOn: ["memory", "pids", "cpu"], isTop: true),
        ]
        #expect(UnifiedChoice(levels: levels, pid: 7) == .beside("/user.slice", controllers: ["memory", "pids"]))
    }

    @Test func aContainerOfManyProcessesSaysWhy() {
        let choice = UnifiedChoice(levels: [level("/sys/fs/cgroup", processes: [1, 7])], pid: 7)
        guard case .none(let reason) = choice else {
            Issue.record("\(choice)")
            return
        }
        #expect(reason.contains("holds other processes"))
    }

    @Test func aCgroupThatWasGivenNoMemoryControllerSaysSo() {
        let choice = UnifiedChoice(levels: [level("/user/7", available: ["pids"], processes: [7])], pid: 7)
        guard case .none(let reason) = choice else {
            Issue.record("\(choice)")
            return
        }
        #expect(reason.contains("memory controller is not handed on to '/user/7'"))
        #expect(UnifiedChoice(levels: [], pid: 7) != choice)
    }
}
