// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Testing

/// The first request starts the worker, is held, and is answered.
@Suite struct ColdStartTests {
    @Test(arguments: TestEngine.allCases)
    func firstRequestStartsTheWorkerAndIsAnswered(_ engine: TestEngine) async throws {
        try await ProxyTestbed.with(engine) { bed in
            let proxy = try await bed.startProxy([bed.worker()])
            #expect(try await proxy.status().state == "asleep")
            let first = try await proxy.get("/some/path?with=query")
            #expect(first.status == 200, "\(first.text)")
            #expect(first.echo?.path == "/some/path?with=query")
            let seen = try await proxy.status()
            #expect(seen.state == "ready")
            #expect(seen.status == "running")
            #expect(seen.lastStart.last?.part == "total")
            #expect(try await proxy.get().status == 200)
            #expect(proxy.starts == 1)
        }
    }

    @Test(arguments: TestEngine.allCases)
    func fiftyFirstRequestsAtOnceAreAllAnsweredByOneStart(_ engine: TestEngine) async throws {
        try await ProxyTestbed.with(engine) { bed in
            let proxy = try await bed.startProxy([bed.worker(environment: ["BOOT_MS": "300"])])
            let pids = try await withThrowingTaskGroup { group in
                for _ in 0..<50 {
                    group.addTask {
                        let answer = try await proxy.get()
                        #expect(answer.status == 200, "\(answer.text)")
                        return answer.echo?.pid
                    }
                }
                return try await group.reduce(into: Set<Int?>()) { $0.insert($1) }
            }
            #expect(pids.count == 1)
            #expect(proxy.starts == 1, "\(proxy.log)")
            #expect(try await proxy.status().restarts == 0)
        }
    }
}
