// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Capacity
import Testing

/// What each row makes of a room; heaps in MiB.
struct RuntimeTableTests {
    private func room(_ mebibytes: Int64?, quota: String? = nil, allowed: Int = 8) -> RuntimeRoom {
        RuntimeRoom(
            memory: mebibytes.map { .mebibytes($0) },
            machineMemory: .gibibytes(256),
            quota: quota.flatMap { CPUQuota(parsing: $0) },
            allowedProcessors: allowed
        )
    }

    private func values(_ runtime: Runtime, in room: RuntimeRoom) -> [String] {
        runtime.settings(room).map { "\($0.variable)=\($0.value)" }
    }

    @Test(
        arguments: [
            (64, nil, 32), (128, nil, 64), (251, nil, 125), (256, nil, 126), (300, 50, 126), (512, 56, 128),
            (1024, 71, 256), (2048, 75, 512), (4096, 75, 1024), (65536, 75, 16384),
        ] as [(Int64, Int64?, Int64)]
    )
    func javaGetsWhatItsOtherMemoryLeaves(limit: Int64, percent: Int64?, own: Int64) {
        let room = room(limit)
        #expect(Runtime.java.own(room).first?.heap.map { $0.bytes >> 20 } == own)
        // Where it takes about as much by itself nothing is set, and nothing is said on standard error.
        #expect(values(.java, in: room) == (percent.map { ["JAVA_TOOL_OPTIONS=-XX:MaxRAMPercentage=\($0)"] } ?? []))
    }

    @Test(
        arguments: [
            (64, 259, "16"), (96, 259, "32"), (128, 259, "64"), (256, 259, "128"), (512, 259, "352"),
            (1024, 524, "768"),
            (2048, 1048, "1536"), (4096, 2096, nil), (8192, 2096, nil), (16384, 4144, nil), (65536, 4144, nil),
        ] as [(Int64, Int64, String?)]
    )
    func nodesHeapStaysBelowTheContainer(limit: Int64, own: Int64, old: String?) {
        let room = room(limit)
        #expect(Runtime.node.own(room) == [.heap(.mebibytes(own))])
        #expect(values(.node, in: room) == (old.map { ["NODE_OPTIONS=--max-old-space-size=\($0)"] } ?? []))
        for setting in Runtime.node.settings(room) {
            #expect(setting.figure.heap.map { $0 < .mebibytes(limit) } == true)
        }
    }

    @Test(
        arguments: [
            (64, "43MiB"), (128, "100MiB"), (256, "216MiB"), (512, "437MiB"), (1024, "875MiB"), (65536, "56033MiB"),
        ] as [(Int64, String)]
    )
    func goCollectsBeforeTheLimit(limit: Int64, value: String) {
        #expect(values(.go, in: room(limit)) == ["GOMEMLIMIT=\(value)"])
    }

    @Test(arguments: [("0.5", 2), ("1", 2), ("1.5", 2), ("2.5", 3), ("7.5", nil), ("64", nil)] as [(String, Int?)])
    func goStartsNoFewerThanTwoThreads(quota: String, threads: Int?) {
        #expect(values(.go, in: room(nil, quota: quota)) == (threads.map { ["GOMAXPROCS=\($0)"] } ?? []))
    }

    @Test func dotnetsLimitIsHexadecimalAndItsProcessorsAreDecimal() {
        #expect(
            values(.dotnet, in: room(256, quota: "12", allowed: 64)) == [
                "DOTNET_GCHeapHardLimit=b000000", "DOTNET_PROCESSOR_COUNT=12",
            ]
        )
        #expect(values(.dotnet, in: room(64)) == ["DOTNET_GCHeapHardLimit=2000000"])
        #expect(values(.dotnet, in: room(512)).isEmpty)
    }

    @Test(
        arguments: [
            ("0.5", 1), ("1", 1), ("1.000000001", 2), ("1.5", 2), ("4", 4), ("7", 7), ("7.1", nil), ("8", nil),
            ("64", nil),
        ] as [(String, Int?)]
    )
    func threadsAreTheQuotaRoundedUp(quota: String, threads: Int?) {
        for (runtime, variable) in [
            (Runtime.python, "PYTHON_CPU_COUNT"), (.openMP, "OMP_NUM_THREADS"), (.loky, "LOKY_MAX_CPU_COUNT"),
            (.rayon, "RAYON_NUM_THREADS"), (.tokio, "TOKIO_WORKER_THREADS"),
        ] {
            #expect(values(runtime, in: room(nil, quota: quota)) == (threads.map { ["\(variable)=\($0)"] } ?? []))
        }
    }

    @Test func whatReadsNoQuotaTakesAllProcessorsByItself() {
        let room = room(nil, quota: "1.5")
        #expect(Runtime.python.own(room) == [.threads(8)])
        #expect(Runtime.loky.own(room) == [.threads(2)])
        #expect(Runtime.tokio.own(room) == [.threads(1)])
    }

    @Test(
        arguments: [(64, "8"), (1024, "8"), (2048, "16"), (7000, "54"), (8192, nil), (65536, nil)] as [(Int64, String?)]
    )
    func anArenaForEach128MiB(limit: Int64, arenas: String?) {
        #expect(values(.glibc, in: room(limit)) == (arenas.map { ["MALLOC_ARENA_MAX=\($0)"] } ?? []))
        #expect(values(.glibc, in: room(limit, allowed: 1)).isEmpty)
    }

    @Test func oneArenaOfJemallocIsNotMadeTwo() {
        #expect(values(.jemalloc, in: room(256)) == ["MALLOC_CONF=narenas:2"])
        #expect(values(.jemalloc, in: room(256, allowed: 1)).isEmpty)
    }

    @Test func withoutALimitNothingIsSet() {
        for runtime in Runtime.all { #expect(values(runtime, in: room(nil)).isEmpty, "\(runtime.name)") }
    }

    @Test(arguments: [0, 1, 4096, 1 << 20, 16 << 20, .max] as [Int64])
    func noLimitIsTooOddToBeCalculatedWith(bytes: Int64) {
        for runtime in Runtime.all {
            for quota in [nil, CPUQuota(nanoCPUs: 1), CPUQuota(nanoCPUs: .max)] {
                let room = RuntimeRoom(
                    memory: ByteCount(bytes: bytes),
                    machineMemory: nil,
                    quota: quota,
                    allowedProcessors: 0
                )
                _ = runtime.own(room)
                _ = runtime.settings(room)
            }
        }
    }
}

extension RuntimeFigure {
    fileprivate var heap: ByteCount? {
        if case .heap(let size) = self { size } else { nil }
    }
}
