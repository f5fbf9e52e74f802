// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import PlimsollTesting
import SeededRandom
import Testing

/// A worker that nobody uses is put to sleep, and no request suffers from it.
@Suite struct IdleTests {
    @Test(arguments: TestEngine.allCases)
    func unusedWorkerIsPutToSleepAndTheNextRequestWakesIt(_ engine: TestEngine) async throws {
        try await ProxyTestbed.with(engine) { bed in
            let proxy = try await bed.startProxy([bed.worker(settings: ["idle_timeout: 1"])])
            #expect(try await proxy.get().status == 200)
            let run = try await proxy.run()
            let answered = ContinuousClock.now
            try await proxy.reaches("asleep")
            #expect(ContinuousClock.now - answered >= .milliseconds(900))
            #expect(try await proxy.status().status != "running")
            #expect(bed.workers.isEmpty)

            #expect(try await proxy.get().status == 200)
            #expect(try await proxy.run() != run)
            #expect(proxy.starts == 2)
        }
    }

    @Test(arguments: TestEngine.allCases)
    func openStreamKeepsItsWorkerAwakeHoweverLong(_ engine: TestEngine) async throws {
        try await ProxyTestbed.with(engine) { bed in
            let proxy = try await bed.startProxy([bed.worker(settings: ["idle_timeout: 1"])])
            // One event, then nothing for three times the timeout: silence is not the end of a stream.
            let stream = try await proxy.get("/stream?count=2&interval_ms=3000")
            #expect(stream.status == 200)
            #expect(stream.text == "data: 0\n\ndata: 1\n\n")
            #expect(proxy.starts == 1)
            #expect(!proxy.log.contains("worker stopping"))
            try await proxy.reaches("asleep")
        }
    }

    /// Each round's request comes at a random instant around that of the idle stop: shortly before, during, shortly after.
    @Test(arguments: [(TestEngine.processes, 20), (TestEngine.docker, 20)])
    func requestRacingTheStopIsAlwaysAnswered(_ engine: TestEngine, rounds: Int) async throws {
        try await ProxyTestbed.with(engine, within: .seconds(170)) { bed in
            let services = 10
            let idle = Duration.milliseconds(400)
            let yaml = try await (0..<services).asyncMap { number in
                try await bed.worker("w\(number)", path: "/w\(number)", settings: ["idle_timeout: 400ms"])
            }
            let proxy = try await bed.startProxy(yaml)
            try await withThrowingDiscardingTaskGroup { group in
                for service in 0..<services {
                    group.addTask {
                        var random = SeededGenerator(seed: UInt64(service))
                        for round in 0..<rounds {
                            let answer = try await proxy.get("/w\(service)/")
                            #expect(answer.status == 200, "round \(round) of w\(service): \(answer.text)")
                            // The offset is the case itself: there is no condition that says 'just about now'.
                            let offset = Duration.milliseconds(Int.random(in: -60...90, using: &random))
                            try await Task.sleep(for: idle + offset)
                        }
                    }
                }
            }
            #expect(!proxy.log.contains("could not"), "\(proxy.log)")
            // Else the instants were not around the stop at all.
            let starts = proxy.starts
            #expect(starts > services * rounds / 10 && starts <= services * rounds, "\(starts) starts")
        }
    }
}
