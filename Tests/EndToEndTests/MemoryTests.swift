// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import PlimsollTesting
import Testing

/// Over-allocation is an error the program can catch; without the guard it is a kill that is seen and named.
@Suite struct MemoryTests {
    @Test(arguments: TestEngine.allCases)
    func overAllocationOfAGuardedWorkerFailsAndTheWorkerLives(_ engine: TestEngine) async throws {
        try await ProxyTestbed.with(engine) { bed in
            let proxy = try await bed.startProxy([bed.worker(settings: ["mem_limit: 64m"])])
            let before = try await proxy.get("/pid")
            #expect(before.status == 200)
            let run = try await proxy.run()
            let allocation = try await proxy.get("/allocate?mib=500")
            #expect(allocation.status == 507, "\(allocation.text)")
            #expect(try await proxy.get("/pid").text == before.text)
            #expect(try await proxy.run() == run)
            // What fits is still given.
            #expect(try await proxy.get("/allocate?mib=8").status == 200)
            #expect(try await proxy.status().oomKills == 0)
            #expect(try await proxy.status().memoryLimitBytes == 64 << 20)
        }
    }

    @Test(arguments: TestEngine.allCases)
    func overAllocationInPythonRaisesMemoryErrorInTheSameProcess(_ engine: TestEngine) async throws {
        try await ProxyTestbed.with(engine) { bed in
            let proxy = try await bed.startProxy([bed.python(PythonWorker.script, settings: ["mem_limit: 128m"])])
            let before = try await proxy.get("/")
            #expect(before.status == 200, "\(before.text)")
            let run = try await proxy.run()
            let allocation = try await proxy.get("/allocate")
            #expect(allocation.status == 200)
            #expect(allocation.text.contains("\"raised\": \"MemoryError\""))
            #expect(try await proxy.get("/").text == before.text)
            #expect(try await proxy.run() == run)
        }
    }

    /// The request may have had effects when its worker died: it is not sent to the next one, on whatever connection it went.
    @Test(arguments: TestEngine.allCases)
    func memoryKillWithoutTheGuardIsSeenNamedAndNotRepeated(_ engine: TestEngine) async throws {
        try await ProxyTestbed.with(engine) { bed in
            let proxy = try await bed.startProxy([bed.worker(settings: ["mem_limit: 64m", "guard: off"])])
            // Leaves a connection to be used again.
            #expect(try await proxy.get("/pid").status == 200)
            let run = try await proxy.run()
            // One that ends sooner is taken for a failed start.
            try await eventually("a worker that has stood") { try await proxy.status().stateSeconds > 1 }
            let answer = try await proxy.get("/allocate?mib=500")
            #expect(answer.status == 502, "\(answer.text)")
            // A connection may still be taken by the dying one; but a kill after a while of service is no failed start.
            try await eventually("an answer of the next worker") {
                let next = try await proxy.get("/pid")
                #expect([200, 502].contains(next.status), "\(next.text)")
                return next.status == 200
            }
            #expect(try await proxy.run() != run)
            let seen = try await proxy.status()
            #expect(seen.oomKills == 1)
            #expect(seen.restarts == 1)
            #expect(seen.lastExit?.verdict == "oom-killed")
            #expect(proxy.starts == 2, "\(proxy.log)")
            #expect(proxy.log.contains("verdict=oom-killed"))
        }
    }

    @Test(arguments: TestEngine.allCases)
    func memoryKillOfAChildIsCountedWhileItsParentServesOn(_ engine: TestEngine) async throws {
        try await ProxyTestbed.with(engine) { bed in
            let service = try await bed.python(PythonWorker.script, settings: ["mem_limit: 128m", "guard: off"])
            let proxy = try await bed.startProxy([service])
            #expect(try await proxy.get("/").status == 200)
            let run = try await proxy.run()
            let answer = try await proxy.get("/child")
            #expect(answer.text.contains("\"child\": -9"), "\(answer.text)")
            try await eventually("the kill in the status") { try await proxy.status().oomKills == 1 }
            #expect(try await proxy.status().state == "ready")
            #expect(try await proxy.run() == run)
            // Still counted when the worker is gone.
            #expect(try await proxy.order("stop").status == 200)
            #expect(try await proxy.status().oomKills == 1)
        }
    }
}
