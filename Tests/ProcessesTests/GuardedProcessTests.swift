// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Capacity
internal import Fleet
internal import PlimsollTesting
internal import Testing

@testable import Processes

/// Real over-allocation, in a real worker, behind the real guard.
struct GuardedProcessTests {
    @Test(arguments: [true, false], [GuardMode.static, .addressSpace])
    func overAllocationIsAMemoryErrorAndTheSameProcessGoesOn(usesCgroups: Bool, mode: GuardMode) async throws {
        let testbed = try Testbed(guardPath: Testbed.builtGuard, usesCgroups: usesCgroups)
        do {
            let engine = try testbed.engine()
            var service = testbed.python("guarded", PythonWorker.answers, limits: Limits(memory: .mebibytes(256)))
            service.guardMode = mode
            let worker = try await engine.launch(service)
            try await eventually("an answer", within: .seconds(30)) { await testbed.answers(worker.endpoint) }
            #expect(EngineContractProbe.get("/", from: worker.endpoint) == "\(worker.id.pid)")
            #expect(EngineContractProbe.get("/allocate", from: worker.endpoint) == "MemoryError")
            #expect(EngineContractProbe.get("/", from: worker.endpoint) == "\(worker.id.pid)")
            #expect(try await engine.usage(of: worker.id)?.oomKills ?? 0 == 0)
        } catch {
            await testbed.cleanUp()
            throw error
        }
        await testbed.cleanUp()
    }

    @Test func withoutTheGuardTheSameIsAnOOMKillThatIsNamed() async throws {
        let testbed = try Testbed(guardPath: Testbed.builtGuard)
        do {
            let engine = try testbed.engine()
            let service = testbed.python("unguarded", PythonWorker.answers, limits: Limits(memory: .mebibytes(256)))
            let worker = try await engine.launch(service)
            try await eventually("an answer", within: .seconds(30)) { await testbed.answers(worker.endpoint) }
            try #require(EngineContractProbe.get("/allocate", from: worker.endpoint) == nil)
            #expect(try await engine.exit(of: worker.id) == WorkerExit(verdict: .oomKilled, status: 137))
        } catch {
            await testbed.cleanUp()
            throw error
        }
        await testbed.cleanUp()
    }
}
