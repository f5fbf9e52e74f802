// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Capacity
import Testing

struct MemoryLimitTests {
    private let v2 = "/sys/fs/cgroup"
    private let v1 = "/sys/fs/cgroup/memory"
    private let none = "9223372036854771712\n"

    @Test func theProcesssOwnLimitIsFoundOnV2() {
        let files = FakeFiles.v2("/").with(v2, ["memory.max": mebibytes(256)])
        #expect(files.limits().memory == BoundLimit(value: .mebibytes(256), file: "/sys/fs/cgroup/memory.max"))
    }

    @Test func theProcesssOwnLimitIsFoundOnV1() {
        let files = FakeFiles.v1("/w").with("\(v1)/w", ["memory.limit_in_bytes": mebibytes(256)])
        #expect(files.limits().memory?.file == "/sys/fs/cgroup/memory/w/memory.limit_in_bytes")
        #expect(files.memory() == 256)
    }

    @Test(arguments: ["", "/a", "/a/b", "/a/b/c"])
    func theTightestOfAllAncestorsBindsOnV2(level: String) {
        var files = FakeFiles.v2("/a/b/c")
        for directory in ["/a", "/a/b", "/a/b/c"] { files = files.with(v2 + directory, ["memory.max": mebibytes(900)]) }
        files = files.with(v2 + level, ["memory.max": mebibytes(300)])
        #expect(files.limits().memory == BoundLimit(value: .mebibytes(300), file: "\(v2)\(level)/memory.max"))
    }

    @Test(arguments: ["", "/a", "/a/b", "/a/b/c"])
    func theTightestOfAllAncestorsBindsOnV1(level: String) {
        var files = FakeFiles.v1("/a/b/c")
        for directory in ["/a", "/a/b", "/a/b/c"] {
            files = files.with(v1 + directory, ["memory.limit_in_bytes": none])
        }
        files = files.with(v1 + level, ["memory.limit_in_bytes": mebibytes(300)])
        #expect(files.memory() == 300)
    }

    @Test func aV1LimitAboveTheMountIsReadFromTheHierarchy() {
        let files = FakeFiles.v1("/pod/w", root: "/pod/w")
            .with(v1, ["memory.limit_in_bytes": none, "memory.stat": "cache 0\nhierarchical_memory_limit 268435456\n"])
        #expect(
            files.limits().memory
                == BoundLimit(value: .mebibytes(256), file: "\(v1)/memory.stat: hierarchical_memory_limit")
        )
    }

    @Test func theVisibleFileIsNamedWhereTheHierarchySaysTheSame() {
        let files = FakeFiles.v1("/")
            .with(v1, ["memory.limit_in_bytes": mebibytes(64), "memory.stat": "hierarchical_memory_limit 67108864\n"])
        #expect(files.limits().memory?.file == "\(v1)/memory.limit_in_bytes")
    }

    // 4 KiB, 16 KiB and 64 KiB pages, no rounding at all, and more than 63 bits.
    @Test(arguments: [
        "9223372036854771712", "9223372036854759424", "9223372036854710272", "9223372036854775807",
        "18446744073709551615",
    ])
    func theLargestNumberOfEveryPageSizeIsNoLimit(sentinel: String) {
        let files = FakeFiles.v1("/").with(
            v1,
            ["memory.limit_in_bytes": sentinel, "memory.stat": "hierarchical_memory_limit \(sentinel)"]
        )
        #expect(files.limits().memory == nil)
    }

    @Test func aLimitBeyondTheMachineIsNoLimit() {
        let files = FakeFiles.v2("/").with(v2, ["memory.max": mebibytes(4096)])
            .with("/proc", ["meminfo": "MemTotal:        4194304 kB\nMemFree: 1 kB\n"])
        #expect(files.limits().memory == nil)
        #expect(files.limits().memoryCeiling == .gibibytes(4))
    }

    @Test func theMachineIsTheCeilingOnlyWhereNoLimitIs() {
        let files = FakeFiles.v2("/").with(v2, ["memory.max": mebibytes(100)]).with(
            "/proc",
            ["meminfo": "MemTotal: 4194304 kB"]
        )
        #expect(files.limits().memoryCeiling == .mebibytes(100))
    }

    @Test(arguments: ["max\n", "max 0\n"]) func maxIsNoLimit(text: String) {
        #expect(FakeFiles.v2("/").with(v2, ["memory.max": text]).limits().memory == nil)
    }

    @Test func zeroInAFileIsALimitOfNothing() {
        #expect(FakeFiles.v2("/").with(v2, ["memory.max": "0\n"]).memory() == 0)
    }

    @Test func memoryHighIsKeptApart() {
        let files = FakeFiles.v2("/").with(v2, ["memory.max": mebibytes(256), "memory.high": mebibytes(200)])
        #expect(files.memory() == 256)
        #expect(files.limits().memoryHigh == BoundLimit(value: .mebibytes(200), file: "\(v2)/memory.high"))
    }

    @Test func theSoftLimitOfV1IsNoLimit() {
        let files = FakeFiles.v1("/")
            .with(v1, ["memory.limit_in_bytes": mebibytes(512), "memory.soft_limit_in_bytes": mebibytes(100)])
        #expect(files.memory() == 512)
    }

    @Test func aBrokenFileSpoilsItsOwnLevelOnly() {
        let files = FakeFiles.v2("/a/b").with("\(v2)/a/b", ["memory.max": "what?"]).with(
            "\(v2)/a",
            ["memory.max": mebibytes(70)]
        )
        #expect(files.memory() == 70)
    }

    @Test func anEmptyFileIsNoLimit() {
        #expect(FakeFiles.v2("/").with(v2, ["memory.max": ""]).limits().memory == nil)
    }

    @Test func aNegativeNumberIsNoLimit() {
        #expect(FakeFiles.v1("/").with(v1, ["memory.limit_in_bytes": "-1"]).limits().memory == nil)
    }

    @Test func withoutAnyFileThereIsNoLimit() {
        let files: FakeFiles = [:]
        #expect(files.limits() == EffectiveLimits())
    }

    @Test func swapIsALimitOfItsOwnOnV2() {
        let files = FakeFiles.v2("/a").with("\(v2)/a", ["memory.max": mebibytes(256), "memory.swap.max": "0\n"])
        #expect(files.limits().swap == BoundLimit(value: .zero, file: "\(v2)/a/memory.swap.max"))
    }

    @Test func swapWithoutAccountingIsUnbound() {
        #expect(FakeFiles.v2("/").with(v2, ["memory.max": mebibytes(256)]).limits().swap == nil)
        #expect(FakeFiles.v1("/").with(v1, ["memory.limit_in_bytes": mebibytes(256)]).limits().swap == nil)
    }

    @Test func swapOnV1IsWhatBothMayHaveWithoutTheMemory() {
        let files = FakeFiles.v1("/")
            .with(v1, ["memory.limit_in_bytes": mebibytes(256), "memory.memsw.limit_in_bytes": mebibytes(300)])
        #expect(files.limits().swap?.value == .mebibytes(44))
    }

    @Test func swapOnV1MayBeBoundAboveTheMount() {
        let files = FakeFiles.v1("/")
            .with(
                v1,
                [
                    "memory.limit_in_bytes": mebibytes(256),
                    "memory.stat": "hierarchical_memory_limit 268435456\nhierarchical_memsw_limit 268435456\n",
                ]
            )
        #expect(files.limits().swap?.value == .zero)
    }

    @Test func withoutSwappinessThereIsNoSwapOnV1() {
        let files = FakeFiles.v1("/")
            .with(
                v1,
                [
                    "memory.limit_in_bytes": mebibytes(256), "memory.memsw.limit_in_bytes": mebibytes(512),
                    "memory.swappiness": "0\n",
                ]
            )
        #expect(files.limits().swap?.value == .zero)
    }

    @Test func headroomHoldsEachLimitAgainstItsOwnLevelsUsage() {
        let files = FakeFiles.v2("/pod/w")
            .with("\(v2)/pod/w", ["memory.max": mebibytes(400), "memory.current": mebibytes(100)])
            .with("\(v2)/pod", ["memory.max": mebibytes(500), "memory.current": mebibytes(450)])
        #expect(files.limits().memoryHeadroom == .mebibytes(50))
    }

    @Test func headroomCountsDroppableCacheAsFree() {
        let files = FakeFiles.v2("/")
            .with(
                v2,
                [
                    "memory.max": mebibytes(400), "memory.current": mebibytes(300),
                    "memory.stat": "inactive_file \(200 << 20)\n",
                ]
            )
        #expect(files.limits().memoryHeadroom == .mebibytes(300))
    }

    @Test func headroomKnowsTheLimitAboveTheMount() {
        let files = FakeFiles.v1("/")
            .with(
                v1,
                [
                    "memory.limit_in_bytes": none, "memory.usage_in_bytes": mebibytes(56),
                    "memory.stat": "hierarchical_memory_limit 268435456\n",
                ]
            )
        #expect(files.limits().memoryHeadroom == .mebibytes(200))
    }

    @Test func kernelMemoryIsReadAtTheLevelThatBinds() {
        let files = FakeFiles.v2("/pod/w")
            .with("\(v2)/pod/w", ["memory.max": "max", "memory.stat": "kernel_stack 1\npagetables 1\n"])
            .with(
                "\(v2)/pod",
                [
                    "memory.max": mebibytes(500),
                    "memory.stat":
                        "kernel_stack 1024\nslab_unreclaimable 2048\nslab_reclaimable 4096\npagetables 512\n",
                ]
            )
        #expect(files.limits().kernelMemory == ByteCount(bytes: 3584))
    }

    @Test func kernelMemoryOnV1IsOneFile() {
        let files = FakeFiles.v1("/").with(
            v1,
            ["memory.limit_in_bytes": mebibytes(64), "memory.kmem.usage_in_bytes": "4096"]
        )
        #expect(files.limits().kernelMemory == ByteCount(bytes: 4096))
    }
}
