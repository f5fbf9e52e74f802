// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import Capacity

struct LimitsReportTests {
    /// Three levels of v2: memory is bound by the middle one, processor time at the top, processes at the bottom.
    private static let nested = FakeFiles.v2("/pod/worker/leaf")
        .with("/sys/fs/cgroup/pod", ["cpu.max": "150000 100000\n", "memory.max": mebibytes(900)])
        .with("/sys/fs/cgroup/pod", ["memory.current": mebibytes(890), "memory.stat": "inactive_file 0\n"])
        .with(
            "/sys/fs/cgroup/pod",
            ["cpu.stat": "usage_usec 100\nnr_periods 40\nnr_throttled 12\nthrottled_usec 3000\n"]
        )
        .with(
            "/sys/fs/cgroup/pod/worker",
            [
                "memory.max": mebibytes(256), "memory.current": mebibytes(100),
                "memory.stat": "inactive_file 4194304\n", "memory.events": "low 0\noom_kill 2\n",
            ]
        )
        .with(
            "/sys/fs/cgroup/pod/worker/leaf",
            [
                "memory.max": "max\n", "memory.high": mebibytes(200), "memory.current": mebibytes(50),
                "memory.swap.max": "0\n", "memory.swap.current": "0\n", "pids.max": "64\n", "pids.current": "3\n",
            ]
        )
        .with("/proc", ["meminfo": "MemTotal: 8388608 kB\nMemAvailable: 4194304 kB\n"])
        .with("/proc/self", ["status": "Name:\tx\nCpus_allowed:\tf\n", "limits": limits])

    private static let limits = """
        Limit                     Soft Limit           Hard Limit           Units
        Max data size             1048576              unlimited            bytes
        Max processes             unlimited            unlimited            processes
        Max open files            1024                 524288               files
        Max address space         unlimited            unlimited            bytes

        """

    private func report(_ files: FakeFiles, allowed: Int = 4) -> LimitsReport {
        LimitsReader(files: files, places: CgroupPlaces(files: files)).report(allowed: allowed)
    }

    @Test func everyLimitIsToldWithItsLevel() {
        #expect(
            report(Self.nested).lines == [
                "LIMIT             VALUE    USED     LEFT  LEVEL    FROM",
                "memory          256 MiB  96 MiB  160 MiB  1 above  /sys/fs/cgroup/pod/worker/memory.max",
                "memory.high     200 MiB  50 MiB  150 MiB  own      /sys/fs/cgroup/pod/worker/leaf/memory.high",
                "swap                0 B     0 B      0 B  own      /sys/fs/cgroup/pod/worker/leaf/memory.swap.max",
                "processor time      1.5       -        -  2 above  /sys/fs/cgroup/pod/cpu.max",
                "processors            4       -        -  process  /proc/self/status: Cpus_allowed",
                "processes            64       3       61  own      /sys/fs/cgroup/pod/worker/leaf/pids.max",
                "data              1 MiB       -        -  process  /proc/self/limits: Max data size",
                "open files         1024       -        -  process  /proc/self/limits: Max open files",
                "memory left in truth: 10 MiB, as 900 MiB binds first: /sys/fs/cgroup/pod",
                "processors worth using: 2",
                "processor time was withheld in 12 of 40 periods",
                "processes killed for want of memory so far: 2",
            ]
        )
    }

    @Test func theGuardsMeasureFollows() {
        let plan = GuardPlan(
            mode: .static,
            limit: .mebibytes(256),
            reserve: .usual,
            kernelMemory: .zero,
            inherited: .max
        )
        let report = report(Self.nested)
        #expect(GuardExplanation.lines(report, mode: .static, plan: plan).last == "mode static: RLIMIT_DATA is 240 MiB")
        #expect(GuardExplanation.lines(report, mode: .off, plan: nil).last == "mode off: nothing is set")
        #expect(GuardExplanation.lines(report, mode: .static, plan: nil).last == "mode static: nothing is set")
    }

    @Test func withoutALimitItIsSaidWhatSetsOne() {
        #expect(
            GuardExplanation.lines(report([:]), mode: .lease, plan: nil).last
                == "mode lease: nothing is set, as no memory limit is found; docker run -m sets one"
        )
    }

    @Test func withinAnotherGuardNothingIsClaimed() {
        let plan = GuardPlan(
            mode: .lease,
            limit: .mebibytes(256),
            reserve: .usual,
            kernelMemory: .zero,
            inherited: .max
        )
        let lines = GuardExplanation.lines(report(Self.nested), mode: .lease, plan: plan, means: .lentByAnother)
        #expect(lines.last == "mode lease: nothing is set: memory is lent by the guard around this one")
        #expect(!lines.contains { $0.contains("THE GUARD SETS") })
    }

    @Test func theDocumentHasWhatTheTextHas() {
        var report = report([:])
        report.hiddenMemory = BoundLimit(value: .mebibytes(1), file: "/a")
        report.burst = BoundLimit(value: .milliseconds(50), file: "/b")
        #expect(report.json.contains(#""memory_out_of_sight":{"limit":1048576,"file":"/a"}"#), "\(report.json)")
        #expect(report.json.contains(#""processor_time_to_be_saved_up":{"limit":50,"file":"/b"}"#), "\(report.json)")
    }

    @Test func withoutAnythingToReadNothingIsClaimed() {
        let report = report([:])
        #expect(report.memory.limit == nil && report.worth == 4 && report.oomKills == nil)
        #expect(
            report.lines == [
                "LIMIT           VALUE  USED  LEFT  LEVEL    FROM", "memory           none     -     -  -        -",
                "swap             none     -     -  -        -", "processor time   none     -     -  -        -",
                "processors          4     -     -  process  -",
                "processes        none     -     -  -        -", "processors worth using: 4",
            ]
        )
    }

    @Test func withoutALimitTheMachineIsTheLimit() {
        let files = FakeFiles.v2("/").with("/proc", ["meminfo": "MemTotal: 4096 kB\nMemAvailable: 1024 kB\n"])
        #expect(
            report(files).memory
                == LimitRow(
                    "memory",
                    .bytes(.mebibytes(4)),
                    used: .bytes(.mebibytes(3)),
                    left: .bytes(.mebibytes(1)),
                    level: .machine,
                    file: "/proc/meminfo: MemTotal"
                )
        )
    }

    @Test func aLimitOutOfSightSaysSo() {
        let files = FakeFiles.v1("/pod/w", root: "/pod/w")
            .with("/sys/fs/cgroup/memory", ["memory.limit_in_bytes": "9223372036854771712\n"])
            .with("/sys/fs/cgroup/memory", ["memory.stat": "hierarchical_memory_limit 268435456\n"])
        #expect(report(files).memory.level == .outOfSight)
        #expect(report(files).lines[1].contains("out of sight"))
    }

    @Test(arguments: ["memory.max", "memory.current", "memory.stat", "pids.max", "pids.current", "memory.events"])
    func aBrokenFileSpoilsItsOwnLineOnly(name: String) {
        let whole = report(Self.nested).lines
        var broken = Self.nested
        for directory in ["pod", "pod/worker", "pod/worker/leaf"] {
            broken = broken.with(
                "/sys/fs/cgroup/\(directory)",
                [name: "\u{1B}[2J\0garbage -1 \n\n99999999999999999999999x"]
            )
        }
        let lines = report(broken).lines
        #expect(lines.contains { $0.hasPrefix("processor time ") && $0.contains("cpu.max") })
        #expect(!lines.contains { $0.contains("\u{1B}") })
        #expect(whole.count - lines.count <= 2)
    }

    @Test func namesThatWouldTakeTheTerminalOverAreShownHarmlessly() {
        let files = FakeFiles.v2("/\u{1B}[2Jé").with("/sys/fs/cgroup/\u{1B}[2Jé", ["memory.max": mebibytes(64)])
        let line = report(files).lines[1]
        #expect(line.hasSuffix(#"/sys/fs/cgroup/\x1b[2J\xc3\xa9/memory.max"#))
    }

    @Test func jsonHasEveryFigure() throws {
        let json = Data(report(Self.nested).json.utf8)
        let object = try #require(try JSONSerialization.jsonObject(with: json) as? [String: Any])
        let memory = try #require(object["memory"] as? [String: Any])
        #expect(memory["limit"] as? Int == 256 << 20)
        #expect(memory["used"] as? Int == 96 << 20)
        #expect(memory["left"] as? Int == 160 << 20)
        #expect(memory["level"] as? String == "1 above")
        #expect(memory["file"] as? String == "/sys/fs/cgroup/pod/worker/memory.max")
        let time = try #require(object["processor_time"] as? [String: Any])
        #expect(time["limit"] as? Double == 1.5)
        #expect(object["processors_worth_using"] as? Int == 2)
        #expect(object["oom_kills"] as? Int == 2)
        #expect(object["throttled_periods"] as? Int == 12)
        #expect((object["open_files"] as? [String: Any])?["limit"] as? Int == 1024)
    }

    @Test func whatRuntimesChooseIsToldBesideWhatIsSet() throws {
        let report = report(Self.nested)
        let node = try #require(report.runtimeLines.first { $0.hasPrefix("Node") || $0.hasPrefix("node") })
        #expect(node.contains("a heap of 259 MiB") && node.contains("--max-old-space-size="))
        let object = try JSONSerialization.jsonObject(with: Data(report.json.utf8)) as? [String: Any]
        let runtimes = try #require(object?["runtimes"] as? [[String: Any]])
        #expect(runtimes.count == Runtime.all.count)
        #expect(runtimes.contains { ($0["set"] as? [String: String])?["OMP_NUM_THREADS"] == "2" })
    }

    @Test func hostileNamesAreJSONStrings() throws {
        let json = Data(JSONText.string("a\"\\\n\u{1B}\u{7F}é").utf8)
        let text = try JSONSerialization.jsonObject(with: json, options: .fragmentsAllowed)
        #expect(text as? String == "a\"\\\n\u{1B}\u{7F}é")
    }
}
