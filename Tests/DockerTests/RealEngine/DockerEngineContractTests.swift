// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import PlimsollTesting
internal import Testing

struct DockerEngineContractTests {
    @Test(arguments: EngineContractCheck.allCases)
    func keepsTheContractOfAllEngines(_ check: EngineContractCheck) async throws {
        let harness = try await DockerContractHarness()
        await Turns.onTheEngine.take()
        let outcome: Result<Void, any Error>
        do {
            outcome = .success(try await check.run(on: harness))
        } catch {
            outcome = .failure(error)
        }
        await Turns.onTheEngine.giveBack()
        try outcome.get()
    }
}
