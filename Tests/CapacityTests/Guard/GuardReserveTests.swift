// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Capacity
import Testing

struct GuardReserveTests {
    @Test func sizesAndSharesAreRead() {
        #expect(GuardReserve(parsing: "32m") == .size(.mebibytes(32)))
        #expect(GuardReserve(parsing: "32b") == .size(ByteCount(bytes: 32)))
        #expect(GuardReserve(parsing: "0") == .size(.zero))
        #expect(GuardReserve(parsing: "10%") == .percent(10))
        #expect(GuardReserve(parsing: "0%") == .percent(0))
    }

    @Test(arguments: ["", "%", "10", "1.5", "33554432", "-5%", "100%", "5.5%", "5 %", "lots", "99999999999999999999%"])
    func anythingElseIsNot(text: String) {
        #expect(GuardReserve(parsing: text) == nil)
    }
}
