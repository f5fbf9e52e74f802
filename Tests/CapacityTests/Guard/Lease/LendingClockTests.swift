// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Capacity
import Testing

struct LendingClockTests {
    private func room(used: Int64) -> MemoryRoom { MemoryRoom(budget: .mebibytes(240), used: .mebibytes(used)) }

    private let processes = [10, 20, 30, 0].enumerated().map { index, size in
        ProcessMemory(process: Int32(index), data: .mebibytes(size), touched: .mebibytes(size))
    }

    @Test func whatIsLeftIsDividedEvenly() {
        var clock = LendingClock()
        let shares = clock.shares(of: room(used: 80), among: processes)
        #expect(shares.map(\.data) == [50, 60, 70, 40].map { .mebibytes($0) })
    }

    @Test func aFullContainerLeavesEachTheLeast() {
        var clock = LendingClock()
        let shares = clock.shares(of: room(used: 300), among: processes)
        #expect(shares.map(\.data) == [10, 20, 30, 0].map { .mebibytes($0) + .kibibytes(256) })
    }

    @Test func itLooksOftenWhenLittleIsLeftAndSeldomWhenNothingMoves() {
        var clock = LendingClock()
        _ = clock.shares(of: room(used: 200), among: processes)
        #expect(clock.milliseconds == 3)
        for _ in 0..<20 { _ = clock.shares(of: room(used: 200), among: processes) }
        #expect(clock.milliseconds == 250)
        _ = clock.shares(of: room(used: 40), among: processes)
        #expect(clock.milliseconds == 10)
    }
}
