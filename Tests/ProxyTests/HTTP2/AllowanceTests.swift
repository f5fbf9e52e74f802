// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import NIOCore
import Testing

@testable import Proxy

struct AllowanceTests {
    private let start = NIODeadline.uptimeNanoseconds(1_000_000_000_000)

    @Test func whatIsUsedUpComesBackWithTime() {
        var allowance = Allowance(10, now: start)
        let times = Array(repeating: Int64(0), count: 11) + [99, 101, 102]
        let taken = times.map { allowance.take(now: start + .milliseconds($0)) }
        #expect(taken == Array(repeating: true, count: 10) + [false, false, true, false])
    }

    @Test func noMoreThanASecondsWorthIsEverThere() {
        var allowance = Allowance(10, now: start)
        allowance.grant(1000)
        let later = start + .hours(1)
        var count = 0
        while allowance.take(now: later), count < 100 { count += 1 }
        #expect(count == 20)
        let isOver = !allowance.take(now: later)
        #expect(isOver)
    }
}
