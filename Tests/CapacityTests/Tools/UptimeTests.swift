// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Capacity

struct UptimeTests {
    private func uptime(started: [Int], now: Int, pressure: Pressure? = nil) -> Uptime {
        let files = started.enumerated().reduce(FakeFiles()) {
            $0.with(process: $1.offset + 1, name: "x", started: $1.element)
        }
        let reader = ContainerProcessReader(files: files, container: nil, own: 99)
        return Uptime(reader.read(closely: false), active: 1, pressure: pressure, sinceBoot: .seconds(now))
    }

    @Test func itCountsFromTheOldestProcess() {
        #expect(uptime(started: [500, 100, 900], now: 400).age == .seconds(300))
        #expect(uptime(started: [100], now: 400).line(clock: "02:17:37") == " 02:17:37 up 5 min,  1 process,  1 active")
    }

    @Test func pressureStandsForTheLoadAverage() {
        let pressure = Pressure(Array("some avg10=1.50 avg60=0.07 avg300=12.00 total=1".utf8))
        #expect(
            uptime(started: [0, 0], now: 7260, pressure: pressure).line(clock: "02:17:37")
                == " 02:17:37 up  2:01,  2 processes,  1 active,  waiting for processors: 1.50%, 0.07%, 12.00%"
        )
    }

    @Test(arguments: [
        (0, "0 min", "up 0 minutes"), (3660, " 1:01", "up 1 hour, 1 minute"),
        (90000, "1 day,  1:00", "up 1 day, 1 hour"), (172_860, "2 days, 1 min", "up 2 days, 1 minute"),
        (1_209_600, "14 days, 0 min", "up 2 weeks"),
    ])
    func timesReadAsElsewhere(seconds: Int, short: String, pretty: String) {
        let uptime = uptime(started: [0], now: seconds)
        #expect(Uptime.short(.seconds(seconds)) == short)
        #expect(uptime.pretty == pretty)
    }

    @Test func withoutAProcessNothingIsClaimed() {
        #expect(uptime(started: [], now: 9).line(clock: "0") == " 0 up ?,  0 processes,  1 active")
        #expect(uptime(started: [], now: 9).pretty == "up ?")
    }

    @Test func itsOptionsAreRead() {
        #expect(UptimeArguments.parse([]) == .show(.line))
        #expect(UptimeArguments.parse(["-p"]) == .show(.pretty))
        #expect(UptimeArguments.parse(["--since"]) == .show(.since))
        #expect(UptimeArguments.parse(["-h"]) == .help)
        #expect(UptimeArguments.parse(["-V"]) == .version)
        #expect(UptimeArguments.parse(["-x"]) == .misuse("invalid option -- 'x'"))
    }
}
