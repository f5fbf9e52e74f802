// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Capacity
internal import Testing

@testable import Processes

struct CgroupPlanTests {
    private let limits = Limits(
        memory: .mebibytes(256),
        memoryReservation: .mebibytes(64),
        cpus: CPUQuota(nanoCPUs: 1_500_000_000),
        processes: 50
    )
    private let v1 = [
        CgroupFolder(version: .v1, controllers: [.memory], path: "/m/p"),
        CgroupFolder(version: .v1, controllers: [.cpu, .cpuAccounting], path: "/c/p"),
        CgroupFolder(version: .v1, controllers: [.processes], path: "/n/p"),
    ]
    private let v2 = [
        CgroupFolder(version: .v2, controllers: [.memory, .cpu, .cpuAccounting, .processes], path: "/u/p")
    ]

    private func lines(_ plan: CgroupPlan) -> [String] {
        plan.settings.map { "\($0.file) = \($0.value)\($0.mayBeAbsent ? " ?" : "")" }
    }

    @Test func v1SetsMemoryBeforeMemoryAndSwap() {
        let plan = CgroupPlan(worker: "w-a", limits: limits, homes: v1)
        #expect(plan.folders.map(\.path) == ["/m/p/w-a", "/c/p/w-a", "/n/p/w-a"])
        #expect(
            lines(plan) == [
                "/m/p/w-a/memory.limit_in_bytes = 268435456",
                "/m/p/w-a/memory.memsw.limit_in_bytes = 268435456 ?",
                "/m/p/w-a/memory.soft_limit_in_bytes = 67108864",
                "/c/p/w-a/cpu.cfs_period_us = 100000",
                "/c/p/w-a/cpu.cfs_quota_us = 150000",
                "/n/p/w-a/pids.max = 50",
            ]
        )
    }

    @Test func v2SetsSwapAlone() {
        #expect(
            lines(CgroupPlan(worker: "w-a", limits: limits, homes: v2)) == [
                "/u/p/w-a/memory.max = 268435456", "/u/p/w-a/memory.swap.max = 0 ?", "/u/p/w-a/memory.low = 67108864",
                "/u/p/w-a/cpu.max = 150000 100000", "/u/p/w-a/pids.max = 50",
            ]
        )
    }

    @Test func swapIsWhatTheUserAllowsBeyondMemory() {
        let limits = Limits(memory: .mebibytes(100), memoryAndSwap: .mebibytes(150))
        #expect(lines(CgroupPlan(worker: "w", limits: limits, homes: v2))[1] == "/u/p/w/memory.swap.max = 52428800 ?")
        #expect(
            lines(CgroupPlan(worker: "w", limits: limits, homes: v1))[1]
                == "/m/p/w/memory.memsw.limit_in_bytes = 157286400 ?"
        )
    }

    @Test func withoutLimitsNothingIsWritten() {
        for homes in [v1, v2] { #expect(CgroupPlan(worker: "w", limits: Limits(), homes: homes).settings.isEmpty) }
    }

    @Test func aTinyShareIsRaisedToWhatTheKernelTakes() {
        let limits = Limits(cpus: CPUQuota(nanoCPUs: 1_000_000))
        #expect(lines(CgroupPlan(worker: "w", limits: limits, homes: v2)) == ["/u/p/w/cpu.max = 1000 100000"])
    }
}
