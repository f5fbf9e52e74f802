// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Capacity

struct TopTests {
    /// A container of 256 MiB and half a processor on v2, at one moment and two seconds later.
    static func container(later: Bool) -> FakeFiles {
        FakeFiles.v2("/")
            .with(
                "/sys/fs/cgroup",
                [
                    "cgroup.events": "populated 1\n", "cgroup.procs": "1\n20\n30\n", "cpu.max": "50000 100000\n",
                    "memory.max": mebibytes(256), "memory.current": mebibytes(later ? 180 : 160),
                    "memory.stat": "file \(24 << 20)\nshmem 0\ninactive_file \(24 << 20)\nactive_file 0\n",
                    "memory.swap.max": "0\n", "memory.swap.current": "0\n",
                    "memory.events": "oom 0\noom_kill 1\n",
                    "cpu.stat": """
                    usage_usec \(later ? 10_900_000 : 10_000_000)
                    nr_periods \(later ? 120 : 100)
                    nr_throttled \(later ? 9 : 5)
                    throttled_usec 100

                    """,
                    "cpu.pressure": "some avg10=31.25 avg60=4.00 avg300=1.00 total=1\n",
                    "memory.pressure": "some avg10=0.50 avg60=0.00 avg300=0.00 total=1\n",
                    "io.pressure": "some avg10=0.00 avg60=0.00 avg300=0.00 total=1\n",
                ]
            )
            .with("/proc", ["meminfo": "MemTotal: 8388608 kB\nMemAvailable: 6291456 kB\nSwapTotal: 0 kB\n"])
            .with(process: 1, name: "entrypoint.sh", resident: 3 << 10, committed: 1 << 10)
            .with(
                process: 20,
                name: "python3",
                state: "R",
                seconds: later ? 61.9 : 61,
                started: 100,
                resident: 130 << 10,
                committed: 200 << 10,
                user: 1000
            )
            .with(process: 30, name: "x\u{1B}[2J\n", started: 200, resident: 8 << 10, committed: 512 << 10, user: 1000)
    }

    static let users = UserNames(passwd: Array("root:x:0:0::\nworker-with-a-long-name:x:1000:\n".utf8))

    static func model() -> TopModel {
        func sample(later: Bool) -> TopSample {
            TopReader(files: container(later: later), own: 99).sample(allowed: 4, at: .seconds(later ? 3602 : 3600))
        }
        var model = TopModel(sample(later: false))
        model.observed(sample(later: true))
        return model
    }

    private func lines(_ words: String..., columns: Int = 80, rows: Int? = 24) -> [String] {
        guard case .show(let options) = TopArguments.parse(words) else { return [] }
        return TopFrame(Self.model(), users: Self.users)
            .lines(clock: "02:17:37", options: options, columns: columns, rows: rows)
    }

    @Test func aScreenShowsTheContainerAgainstItsLimits() {
        #expect(
            lines() == [
                "top - 02:17:37 up  1:00,  3 processes,  1 active",
                "memory   156 MiB of 256 MiB limit (60.9%), full in 10 s",
                "rest     available 100 MiB, cache 24 MiB, swap 0 B of 0 B",
                "cpu      0.45 of 0.5 processors, withheld in 4 of 20 periods",
                "stalled  cpu 31.25% memory 0.50% io 0.00%, oom kills 1",
                "",
                "    PID USER     S   %CPU  %MEM   RESIDENT  COMMITTED      TIME COMMAND",
                "     20 worker-w R   45.0  50.7    130 MiB    200 MiB   1:01.90 python3",
                #"     30 worker-w S    0.0   3.1      8 MiB    512 MiB   0:00.00 x\x1b[2J\x0a"#,
                "      1 root     S    0.0   1.1      3 MiB      1 MiB   0:00.00 entrypoint.sh",
            ]
        )
    }

    @Test(arguments: [(80, 24), (40, 10), (20, 5), (200, 50), (1, 1), (80, 7), (59, 3)])
    func everyScreenIsKeptTo(columns: Int, rows: Int) {
        let lines = lines(columns: columns, rows: rows)
        #expect(lines.count <= rows && lines.allSatisfy { $0.utf8.count <= columns })
    }

    @Test func theOrderIsAsAsked() {
        func numbers(_ words: String...) -> [Int32] {
            guard case .show(let options) = TopArguments.parse(words) else { return [] }
            return Self.model().rows(by: options).map(\.process.number)
        }
        #expect(numbers() == [20, 30, 1])
        #expect(numbers("-o", "COMMITTED") == [30, 20, 1])
        #expect(numbers("-o", "%CPU") == [20, 1, 30])
        #expect(numbers("-o", "-PID") == [1, 20, 30])
        #expect(numbers("-o", "+pid") == [30, 20, 1])
        #expect(numbers("-o", "COMMAND") == [30, 20, 1])
        #expect(numbers("-o", "TIME+") == [20, 1, 30])
        #expect(numbers("-p", "1,30", "-p", "7") == [30, 1])
    }

    @Test func growthIsToldWithItsEnd() {
        #expect(Self.model().timeToLimit == .seconds(10))
        #expect(lines()[1].hasSuffix(", full in 10 s"))
    }

    @Test func withoutAnythingToReadNothingIsClaimed() {
        let model = TopModel(TopReader(files: FakeFiles(), own: 99).sample(allowed: 2, at: .seconds(9)))
        let lines = TopFrame(model, users: Self.users)
            .lines(clock: "0", options: TopOptions(), columns: 80, rows: 24)
        #expect(lines[1] == "memory   not known: no cgroup and no /proc/meminfo")
        #expect(lines[3] == "cpu      ? of 2 processors")
        #expect(lines[4] == "stalled  not told by this kernel, oom kills ?")
        #expect(lines.last == "no process can be seen: is /proc hidden?")
    }

    /// The last line of `top -p`, where the tool's number is 99.
    private func lastLine(_ files: FakeFiles, _ processes: [Int32] = []) -> String? {
        let model = TopModel(TopReader(files: files, own: 99).sample(allowed: 2, at: .seconds(9)))
        var options = TopOptions()
        options.processes = processes
        return TopFrame(model, users: Self.users).lines(clock: "0", options: options, columns: 80, rows: 24).last
    }

    @Test func procIsCalledHiddenOnlyWhereItIs() {
        let own = FakeFiles().with(process: 99, name: "top")
        let stat = own.texts["/proc/99/stat"] ?? ""
        let hidden = own.with("/proc/self", ["stat": stat])
        #expect(lastLine(hidden) == "no process can be seen: is /proc hidden?")
        let cgroup = ["cgroup.procs": "99\n", "cgroup.events": "populated 1\n"]
        let alone = FakeFiles.v2("/").with("/sys/fs/cgroup", cgroup).with(process: 1, name: "init")
            .with("/proc/self", ["stat": stat])
        #expect(lastLine(alone) == "no other process runs here")
        #expect(lastLine(alone, [7]) == "no other process runs here")
        #expect(lastLine(Self.container(later: true), [7, 99]) == "no other process here has such a number")
    }

    @Test func aNumberTakenUpAnewIsAnotherProcess() {
        func sample(_ seconds: Double, started: Int, at: Int) -> TopSample {
            TopReader(files: FakeFiles().with(process: 5, name: "x", seconds: seconds, started: started), own: 99)
                .sample(allowed: 1, at: .seconds(at))
        }
        var model = TopModel(sample(100, started: 1, at: 10))
        model.observed(sample(0.5, started: 10, at: 11))
        #expect(model.rows.first?.processors == 500)
    }

    @Test func itsOptionsAreRead() {
        #expect(TopArguments.parse(["-bn1"]) == TopArguments.parse(["--batch", "--iterations", "1"]))
        #expect(TopArguments.parse(["-d", "0"]) == TopArguments.parse(["-d", "0.1"]))
        #expect(TopArguments.parse(["-n", "0"]) == .misuse("bad iterations argument '0'"))
        #expect(TopArguments.parse(["-d", "x"]) == .misuse("bad delay interval 'x'"))
        #expect(TopArguments.parse(["-o", "x"]) == .misuse("unrecognized field name 'x'"))
        #expect(TopArguments.parse(["-p", "1,x"]) == .misuse("bad pid '1,x'"))
        #expect(TopArguments.parse(["-h"]) == .help)
        #expect(TopArguments.parse(["--version"]) == .version)
    }

    @Test(arguments: [
        (0, "0:00.00"), (61_900, "1:01.90"), (5_999_990, "99:59.99"), (6_000_000, "1:40:00"),
        (360_000_000, "100:00:00"),
    ])
    func processorTimeIsShort(milliseconds: Int, text: String) {
        #expect(TopFrame.processorTime(.milliseconds(milliseconds)) == text)
    }

    @Test func aWorkerIsItsOwnCgroupWhoeverSharesItsLimit() {
        let files = FakeFiles()
            .with("/proc/50", ["cgroup": "0::/pod/w\n"])
            .with(
                "/proc/self",
                ["cgroup": "0::/\n", "mountinfo": "30 23 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup rw\n"]
            )
            .with("/sys/fs/cgroup/pod", ["memory.max": mebibytes(500), "memory.current": mebibytes(300)])
            .with("/sys/fs/cgroup/pod", ["cgroup.procs": "60\n", "cgroup.events": "x 1\n"])
            .with("/sys/fs/cgroup/pod/w", ["memory.max": "max\n", "memory.current": mebibytes(30)])
            .with("/sys/fs/cgroup/pod/w", ["cgroup.procs": "50\n", "cgroup.events": "x 1\n"])
            .with("/proc", ["meminfo": "MemTotal: 8388608 kB\nMemAvailable: 6291456 kB\n"])
            .with(process: 50, name: "w").with(process: 60, name: "other")
        let sample = TopReader(files: files, worker: 50, own: 99).sample(allowed: 2, at: .seconds(1))
        #expect(sample.memory?.used == .mebibytes(30) && sample.memory?.total == .mebibytes(500))
        #expect(sample.processes.map(\.number) == [50])
    }
}
