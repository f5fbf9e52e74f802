// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Capacity

struct MemoryTrendTests {
    private func trend(_ mebibytes: [Int64]) -> MemoryTrend {
        var trend = MemoryTrend()
        for (second, size) in mebibytes.enumerated() { trend.observed(.mebibytes(size), at: .seconds(second)) }
        return trend
    }

    @Test func oneLookTellsNothing() {
        #expect(trend([10]).timeLeft(of: .mebibytes(100)) == nil)
    }

    @Test func steadyGrowthFillsTheRoomInTime() {
        #expect(trend([10, 12, 14, 16]).timeLeft(of: .mebibytes(100)) == .seconds(50))
    }

    @Test func whatDoesNotGrowNeverFills() {
        #expect(trend([10, 10, 10]).timeLeft(of: .mebibytes(100)) == nil)
        #expect(trend([20, 15, 10]).timeLeft(of: .mebibytes(100)) == nil)
    }

    @Test func slowGrowthIsNoNews() {
        #expect(trend([10, 11]).timeLeft(of: .gibibytes(1000)) == nil)
    }

    @Test func aJumpIsForgottenInTime() throws {
        let soon = try #require(trend([10, 40]).timeLeft(of: .mebibytes(100)))
        let later = try #require(trend([10, 40] + Array(repeating: 40, count: 30)).timeLeft(of: .mebibytes(100)))
        #expect(soon < .seconds(4) && later > .seconds(30))
    }

    @Test func absurdFiguresOverflowNothing() {
        var trend = MemoryTrend()
        for (second, size) in [Int64.max, 0, Int64.max, 0].enumerated() {
            trend.observed(ByteCount(bytes: size), at: .milliseconds(second))
        }
        trend.observed(.zero, at: .zero)
        #expect(trend.timeLeft(of: ByteCount(bytes: .max)) == nil)
    }
}
