// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Capacity

struct PressureTests {
    @Test func theSomeLineIsRead() {
        let text =
            "some avg10=1.50 avg60=0.07 avg300=100.00 total=123\nfull avg10=9.99 avg60=9.99 avg300=9.99 total=1\n"
        let pressure = Pressure(Array(text.utf8))
        #expect(pressure?.tenSeconds == 150 && pressure?.minute == 7 && pressure?.fiveMinutes == 10000)
    }

    @Test(arguments: [
        "", "full avg10=1.00 avg60=1.00 avg300=1.00 total=1", "some avg10=x avg60=1.00 avg300=1.00",
        "some avg10=1 avg60=1.00 avg300=1.00", "some avg10=1.00 avg60=1.00", "some avg10=-1.00 avg60=1.00 avg300=1.00",
        "some avg10=999999999999999999999.00 avg60=1.00 avg300=1.00", "some aggr 123",
    ])
    func anythingElseIsNone(text: String) {
        #expect(Pressure(Array(text.utf8)) == nil)
    }
}
