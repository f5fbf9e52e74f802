// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Capacity
import Testing

struct ByteCountTests {
    @Test(arguments: [
        (Int64(0), "0 B"), (1023, "1023 B"), (1024, "1 KiB"), (1536, "1.5 KiB"), (1536 << 20, "1.5 GiB"),
        ((2 << 30) - 1, "1.9 GiB"), (100 << 40, "100 TiB"), (.max, "8191.9 PiB"),
    ])
    func aSizeIsShownInItsUnitWithADecimal(bytes: Int64, text: String) {
        #expect(ByteCount(bytes: bytes).description == text)
    }
}
