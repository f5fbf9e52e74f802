// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Capacity
import Testing

struct FaultPlanTests {
    @Test(arguments: [
        ("0.01", 10_000_000 as Int64?), ("1%", 10_000_000), ("1", 1_000_000_000), ("100%", 1_000_000_000), ("0", 0),
        ("0.5%", 5_000_000), ("0.123456789123", 123_456_789), ("1.5", nil), ("101%", nil), ("-1", nil), ("", nil),
        ("0.", nil), ("0.x", nil), ("%", nil), ("1e-3", nil),
    ]) func aProbabilityIsRead(text: String, perBillion: Int64?) {
        #expect(FaultPlan.perBillion(parsing: text) == perBillion)
    }

    @Test(arguments: [("80%", 80 as Int64?), ("100%", 100), ("0%", nil), ("101%", nil), ("80", nil), ("", nil)])
    func aShareIsRead(text: String, share: Int64?) {
        #expect(FaultPlan.share(parsing: text) == share)
    }

    private func strikes(_ perBillion: Int64, seed: UInt64, of count: Int = 10_000) -> [Bool] {
        var plan = FaultPlan()
        plan.perBillion = perBillion
        plan.seed = seed
        return (0..<count).map { _ in plan.strikes() }
    }

    @Test func theSameSeedStrikesAtTheSameTimes() {
        #expect(strikes(10_000_000, seed: 7) == strikes(10_000_000, seed: 7))
        #expect(strikes(10_000_000, seed: 7) != strikes(10_000_000, seed: 8))
    }

    @Test func itStrikesAsOftenAsAsked() {
        #expect((50...150).contains(strikes(10_000_000, seed: 1).count { $0 }))
        #expect(strikes(0, seed: 1).allSatisfy { !$0 })
        #expect(strikes(1_000_000_000, seed: 1).allSatisfy { $0 })
    }
}
