// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Capacity

struct FreeTests {
    private func text(_ words: String..., files: FakeFiles) -> String {
        guard case .show(let options) = FreeArguments.parse(words),
            let memory = ContainerMemoryReader(files: files, places: CgroupPlaces(files: files)).read()
        else { return "" }
        return FreeTable.text(memory, options)
    }

    private static let machine = """
        MemTotal: 8388608 kB
        MemFree: 4194304 kB
        MemAvailable: 6291456 kB
        Buffers: 1024 kB
        Cached: 2048 kB
        SwapTotal: 1048576 kB
        SwapFree: 524288 kB
        Shmem: 512 kB
        SReclaimable: 1024 kB
        SwapCached: 9 kB

        """

    /// 256 MiB, 100 charged: 40 of it files, of which 8 are shared, and 4 of slabs that can be dropped.
    static let v2 = FakeFiles.v2("/w")
        .with(
            "/sys/fs/cgroup/w",
            [
                "memory.max": mebibytes(256), "memory.current": mebibytes(100), "memory.swap.max": mebibytes(64),
                "memory.swap.current": mebibytes(2), "cgroup.events": "populated 1\n",
                "memory.stat": """
                anon \(48 << 20)
                file \(40 << 20)
                kernel \(12 << 20)
                shmem \(8 << 20)
                inactive_file \(20 << 20)
                active_file \(12 << 20)
                slab_reclaimable \(4 << 20)

                """,
            ]
        )
        .with("/proc", ["meminfo": machine])

    static let v1 = FakeFiles.v1("/w")
        .with(
            "/sys/fs/cgroup/memory/w",
            [
                "memory.limit_in_bytes": mebibytes(256), "memory.usage_in_bytes": mebibytes(100),
                "memory.memsw.limit_in_bytes": mebibytes(320), "memory.memsw.usage_in_bytes": mebibytes(102),
                "memory.stat": """
                cache 0
                total_cache \(40 << 20)
                total_shmem \(8 << 20)
                total_inactive_file \(20 << 20)
                total_active_file \(12 << 20)

                """,
            ]
        )
        .with("/proc", ["meminfo": machine])

    @Test func onV2TheLimitIsTheTotal() {
        #expect(
            text("-m", "-t", files: Self.v2) == """
                               total        used        free      shared  buff/cache   available
                Mem:             256          64         156           8          36         186
                Swap:             64           2          62
                Total:           320          66         218

                """
        )
    }

    @Test func onV1TheLimitIsTheTotal() {
        #expect(
            text("-mw", files: Self.v1) == """
                               total        used        free      shared     buffers       cache   available
                Mem:             256          68         156           8           0          32         182
                Swap:             64           2          62

                """
        )
    }

    @Test func withoutALimitItIsTheMachine() {
        let files = FakeFiles.v2("/").with("/proc", ["meminfo": Self.machine])
        #expect(
            text("-h", files: files) == """
                               total        used        free      shared  buff/cache   available
                Mem:           8.0Gi       2.0Gi       4.0Gi       512Ki       4.0Mi       6.0Gi
                Swap:          1.0Gi       512Mi       512Mi

                """
        )
    }

    @Test func aFullerLevelAboveLeavesLessAvailable() {
        let files = Self.v2.with(
            "/sys/fs/cgroup",
            ["memory.max": mebibytes(900), "memory.current": mebibytes(880), "memory.stat": "inactive_file 0\n"]
        )
        #expect(text("-m", files: files).split(separator: "\n")[1].hasSuffix(" 20"))
    }

    @Test func aMissingStatSpoilsOnlyWhatItTells() {
        let files = FakeFiles.v2("/w").with("/proc", ["meminfo": Self.machine])
            .with("/sys/fs/cgroup/w", ["memory.max": mebibytes(256), "memory.current": mebibytes(100)])
        #expect(
            text("-m", files: files).split(separator: "\n")[1]
                == "Mem:             256         100         156           0           0         156"
        )
    }

    @Test func withoutProcTheLimitIsStillTold() {
        let memory = ContainerMemory(
            machine: MachineMemory(total: .mebibytes(64)),
            limits: EffectiveLimits(memory: BoundLimit(value: .mebibytes(64), file: "/m")),
            breakdown: nil,
            headroom: nil,
            swapped: nil
        )
        #expect(memory.total == .mebibytes(64) && memory.swapTotal == .zero)
    }

    @Test(arguments: [
        (Int64(0), "0B"), (1023, "1023B"), (1024, "1.0Ki"), (10 << 10, "10Ki"), (1536 << 10, "1.5Mi"),
        (999 << 20, "999Mi"), (1000 << 20, "0.9Gi"), (Int64.max, "8191Pi"),
    ])
    func humanFiguresAreShort(bytes: Int64, text: String) {
        #expect(FreeTable.human(ByteCount(bytes: bytes), step: 1024) == text)
    }

    @Test func unitsAreChosen() {
        func line(_ words: String...) -> Substring? {
            guard case .show(let options) = FreeArguments.parse(words),
                let memory = ContainerMemoryReader(files: Self.v2, places: CgroupPlaces(files: Self.v2)).read()
            else { return nil }
            return FreeTable.text(memory, options).split(separator: "\n")[1].split(separator: " ")[1]
        }
        #expect(line("-b") == "268435456")
        #expect(line("--bytes") == "268435456")
        #expect(line() == "262144")
        #expect(line("-k") == "262144")
        #expect(line("-g") == "0")
        #expect(line("--mega") == "268")
        #expect(line("-k", "--si") == "268435")
        #expect(line("-h", "--si") == "268M")
    }

    @Test func repetitionIsUnderstood() {
        func repetition(_ words: String...) -> Repetition? {
            guard case .show(let options) = FreeArguments.parse(words) else { return nil }
            return options.repetition
        }
        #expect(repetition() == .once)
        #expect(repetition("-c3") == Repetition(interval: .seconds(1), count: 3))
        #expect(repetition("-s", "0.5") == Repetition(interval: .milliseconds(500), count: nil))
        #expect(repetition("-s", "2", "-c", "2") == Repetition(interval: .seconds(2), count: 2))
    }

    @Test func wrongUseIsNamed() {
        #expect(FreeArguments.parse(["-x"]) == .misuse("invalid option -- 'x'"))
        #expect(FreeArguments.parse(["--nonsense"]) == .misuse("unrecognized option '--nonsense'"))
        #expect(FreeArguments.parse(["-s", "0"]) == .misuse("seconds argument '0' is not a positive number"))
        #expect(FreeArguments.parse(["-c", "-1"]) == .misuse("failed to parse count argument: '-1'"))
        #expect(FreeArguments.parse(["-c"]) == .misuse("option requires an argument -- 'c'"))
        #expect(FreeArguments.parse(["--total=1"]) == .misuse("option '--total' doesn't allow an argument"))
        #expect(FreeArguments.parse(["\u{1B}[2J"]) == .misuse(#"there is nothing to do with '\x1b[2J'"#))
        #expect(FreeArguments.parse(["--help"]) == .help)
        #expect(FreeArguments.parse(["-V"]) == .version)
    }
}
