// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import PlimsollTesting
internal import Testing

struct DockerEngineContractTests {
    @Test(arguments: EngineContractCheck.allCases)
    func keepsTheContractOfAllEngines(_ check: EngineContractCheck) async throws {
        try await check.run(on: try await DockerContractHarness())
    }
}
