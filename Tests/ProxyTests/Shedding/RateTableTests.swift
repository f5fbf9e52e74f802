// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Fleet
import NIOCore
import SeededRandom
import Testing

@testable import Proxy

struct RateTableTests {
    static let start = NIODeadline.uptimeNanoseconds(1_000_000_000_000)
    static let tenASecond = ClientRate(interval: .milliseconds(100), burst: 5)

    @Test func aBurstPassesAndThenOneAtATime() {
        var table = RateTable(capacity: 64)
        for _ in 0..<5 { #expect(table.take(1, Self.tenASecond, at: Self.start) == nil) }
        #expect(table.take(1, Self.tenASecond, at: Self.start) == .milliseconds(100))
        #expect(table.take(1, Self.tenASecond, at: Self.start + .milliseconds(40)) == .milliseconds(60))
        #expect(table.take(1, Self.tenASecond, at: Self.start + .milliseconds(100)) == nil)
        #expect(table.take(1, Self.tenASecond, at: Self.start + .milliseconds(100)) == .milliseconds(100))
        // Another client has a bucket of its own.
        #expect(table.take(2, Self.tenASecond, at: Self.start) == nil)
    }

    @Test func whatIsToldIsTrue() {
        var table = RateTable(capacity: 64)
        var random = SeededGenerator(seed: 1)
        var now = Self.start
        for _ in 0..<10_000 {
            now = now + .milliseconds(Int64.random(in: 0...150, using: &random))
            guard let wait = table.take(7, Self.tenASecond, at: now) else { continue }
            var early = table
            #expect(early.take(7, Self.tenASecond, at: now + wait - .nanoseconds(1)) != nil)
            #expect(early.take(7, Self.tenASecond, at: now + wait) == nil)
        }
    }

    @Test func overAnyTimeNoMorePassThanTheRateAndOneBurst() {
        var table = RateTable(capacity: 64)
        var passed = 0
        for millisecond in 0..<10_000 {
            if table.take(3, Self.tenASecond, at: Self.start + .milliseconds(Int64(millisecond))) == nil { passed += 1 }
        }
        #expect(passed == 100 + 4)
    }

    /// A million clients, each once: memory stays, and whoever was over the limit still is.
    @Test func aFloodOfClientsTakesNoMoreRoomAndHidesNobody() {
        var table = RateTable(capacity: 1024)
        for _ in 0..<5 { _ = table.take(42, Self.tenASecond, at: Self.start) }
        var random = SeededGenerator(seed: 2)
        for _ in 0..<1_000_000 { _ = table.take(random.next(), Self.tenASecond, at: Self.start) }
        #expect(table.take(42, Self.tenASecond, at: Self.start) != nil)
        #expect(table.places == 1024)
    }

    @Test func aRateAndBurstBeyondAllBoundsAreNoHarm() {
        var table = RateTable(capacity: 8)
        let rate = ClientRate(interval: .seconds(3600), burst: .max)
        for _ in 0..<100 { #expect(table.take(1, rate, at: Self.start) == nil) }
    }
}
