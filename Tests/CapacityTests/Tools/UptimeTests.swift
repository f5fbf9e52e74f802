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
        return Uptime(
            reader.read(closely: false),
            caller: nil,
            active: 1,
            pressure: pressure,
            sinceBoot: .seconds(now)
        )
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
        #expect(uptime(started: [], now: 9).line(clock: "0") == " 0 up ?,  ? processes,  1 active")
        #expect(uptime(started: [], now: 9).pretty == "up ?")
    }

    /// A container whose first process began 100 s after the machine, and the tool in it.
    private func files(own: Int, started: Int) -> FakeFiles {
        let tool = FakeFiles().with(process: own, name: "uptime", started: started)
        return tool.with("/proc/self", ["stat": tool.texts["/proc/\(own)/stat"] ?? ""])
    }

    @Test func aloneTheToolItselfIsTheFirstProcess() {
        let uptime = TopReader(files: files(own: 1, started: 100), own: 1).uptime(at: .seconds(160))
        #expect(uptime.line(clock: "0") == " 0 up 1 min,  no other process,  0 active")
        #expect(uptime.pretty == "up 1 minute" && uptime.age == .seconds(60))
    }

    @Test func theToolMayBeTheFirstAmongOthers() {
        let files = files(own: 1, started: 100).with(process: 9, name: "x", started: 150)
        let uptime = TopReader(files: files, own: 1).uptime(at: .seconds(160))
        #expect(uptime.age == .seconds(60) && uptime.processes == 1)
    }

    @Test func whereProcHidesTheFirstProcessNothingIsClaimed() {
        let uptime = TopReader(files: files(own: 7, started: 150), own: 7).uptime(at: .seconds(160))
        #expect(uptime.line(clock: "0") == " 0 up ?,  ? processes,  0 active")
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
