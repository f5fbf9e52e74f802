// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import PlimsollTesting
internal import Testing

@testable import Processes

struct ProcessEngineContractTests {
    @Test(arguments: EngineContractCheck.allCases)
    func keepsTheContractOfAllEngines(_ check: EngineContractCheck) async throws {
        try await check.run(on: Testbed())
    }

    /// A kill for want of memory is the kernel's doing, and it knows of no limit where there is no cgroup.
    @Test(arguments: EngineContractCheck.allCases.filter { $0 != .memoryKillIsNamed })
    func keepsItWithoutCgroupsToo(_ check: EngineContractCheck) async throws {
        try await check.run(on: Testbed(usesCgroups: false))
    }
}
