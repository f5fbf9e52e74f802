// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Capacity
import Testing

/// A limit that no file tells, known by what it did.
struct HiddenLimitTests {
    private func files(_ local: String, above: String = "oom 0\nmax 0\noom_kill 0\n") -> FakeFiles {
        FakeFiles.v2("/w")
            .with(
                "/sys/fs/cgroup/w",
                ["memory.events.local": local, "memory.peak": mebibytes(200), "memory.max": "max"]
            )
            .with("/sys/fs/cgroup", ["memory.events.local": above])
    }

    @Test func aKillWithNothingFullSpeaksForALimitOutOfSight() {
        let found = files("low 0\nhigh 0\nmax 0\noom 0\noom_kill 1\noom_group_kill 0\n").limits().hiddenMemory
        #expect(found == BoundLimit(value: .mebibytes(200), file: "/sys/fs/cgroup/w/memory.events.local: oom_kill"))
    }

    @Test(arguments: [
        "max 0\noom 0\noom_kill 0\n", "max 3\noom 1\noom_kill 1\n", "max 3\noom 0\noom_kill 1\n",
        "max 0\noom 1\noom_kill 1\n", "", "oom_kill what\n",
    ]) func otherwiseThereIsNone(local: String) {
        #expect(files(local).limits().hiddenMemory == nil)
    }

    @Test func aLevelInSightThatWasFullIsTheReason() {
        #expect(files("max 0\noom 0\noom_kill 1\n", above: "max 7\noom 1\noom_kill 0\n").limits().hiddenMemory == nil)
    }

    @Test func withoutAPeakItIsWithinTheMachine() {
        var files = files("oom_kill 1\n").with("/proc", ["meminfo": "MemTotal: 4194304 kB"])
        files.texts["/sys/fs/cgroup/w/memory.peak"] = nil
        #expect(files.limits().hiddenMemory?.value == .gibibytes(4))
        files.texts["/proc/meminfo"] = nil
        #expect(files.limits().hiddenMemory == nil)
    }

    @Test func theHierarchysOwnCountIsNotTheLocalOne() {
        let files = FakeFiles.v2("/").with("/sys/fs/cgroup", ["memory.events": "max 0\noom 0\noom_kill 3\n"])
        #expect(files.limits().hiddenMemory == nil)
    }

    @Test func v1TellsItsHiddenLimitsByItself() {
        let files = FakeFiles.v1("/").with(
            "/sys/fs/cgroup/memory",
            ["memory.events.local": "oom_kill 1\n", "memory.peak": mebibytes(2)]
        )
        #expect(files.limits().hiddenMemory == nil)
    }

    @Test func itIsExplained() {
        let files = files("oom_kill 1\n")
        let lines = LimitsReader(files: files, places: CgroupPlaces(files: files)).report(allowed: 2).lines
        #expect(lines.contains { $0.hasPrefix("memory limit out of sight: at most 200 MiB, ") }, "\(lines)")
    }
}
