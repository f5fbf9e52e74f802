// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Glibc
import PlimsollTesting
import Testing

/// What becomes of running workers when their proxy dies or ends, and another takes its place.
@Suite struct AdoptionTests {
    @Test(arguments: TestEngine.allCases)
    func workersOfAKilledProxyAreAdoptedAndFallAsleep(_ engine: TestEngine) async throws {
        try await ProxyTestbed.with(engine) { bed in
            let services = try await [
                bed.worker("used", path: "/used", settings: ["idle_timeout: 3"]),
                bed.worker("unused", path: "/unused", settings: ["idle_timeout: 3"]),
            ]
            let first = try await bed.startProxy(services)
            async let used = first.get("/used/").status
            async let unused = first.get("/unused/").status
            #expect(try await [used, unused] == [200, 200])
            let runs = try await [first.run(of: "used"), first.run(of: "unused")]
            try await first.kill9()

            let second = try await bed.startProxy()
            try await second.reaches("ready", "used")
            try await second.reaches("ready", "unused")
            #expect(try await second.get("/used/").status == 200)
            #expect(try await [second.run(of: "used"), second.run(of: "unused")] == runs)
            #expect(second.starts == 0)
            #expect(bed.workers.count == 2)
            // The idle clock runs for the one that is never used again, too.
            try await second.reaches("asleep", "unused")
            try await second.reaches("asleep", "used")
            #expect(bed.workers.count == 0)
        }
    }

    @Test(arguments: TestEngine.allCases)
    func startCutShortByTheProxysDeathIsNotDoubled(_ engine: TestEngine) async throws {
        try await ProxyTestbed.with(engine) { bed in
            let first = try await bed.startProxy([bed.worker(environment: ["BOOT_MS": "500"])])
            let lost = Task { try await first.get() }
            try await eventually("the start's beginning") { first.starts == 1 }
            try await first.kill9()
            await #expect(throws: (any Error).self) { try await lost.value }

            let second = try await bed.startProxy()
            #expect(try await second.get().status == 200)
            #expect(bed.workers.count == 1)
            #expect(try await second.order("stop").status == 200)
            #expect(bed.workers.isEmpty)
        }
    }

    @Test(arguments: TestEngine.allCases)
    func workerOfOtherSettingsIsReplaced(_ engine: TestEngine) async throws {
        try await ProxyTestbed.with(engine) { bed in
            let first = try await bed.startProxy([bed.worker(environment: ["VERSION": "one"])])
            #expect(try await first.get("/env").text.contains("\"VERSION\":\"one\""))
            try await first.kill9()

            let second = try await bed.startProxy([bed.worker(environment: ["VERSION": "two"])])
            #expect(try await second.get("/env").text.contains("\"VERSION\":\"two\""))
            #expect(bed.workers.count == 1)
        }
    }

    @Test(arguments: TestEngine.allCases)
    func workerOfARemovedServiceIsRemoved(_ engine: TestEngine) async throws {
        try await ProxyTestbed.with(engine) { bed in
            let first = try await bed.startProxy([bed.worker("kept", path: "/kept"), bed.worker("gone", path: "/gone")])
            #expect(try await first.get("/kept/").status == 200)
            #expect(try await first.get("/gone/").status == 200)
            try await first.kill9()

            let second = try await bed.startProxy([bed.worker("kept", path: "/kept")])
            #expect(try await second.get("/kept/").status == 200)
            try await eventually("the end of the other", within: .seconds(20)) {
                bed.workers.count == 1
            }
        }
    }

    @Test(arguments: TestEngine.allCases)
    func terminationFinishesWhatIsInFlightAndLeavesWorkersRunning(_ engine: TestEngine) async throws {
        try await ProxyTestbed.with(engine) { bed in
            let first = try await bed.startProxy([bed.worker()])
            #expect(try await first.get().status == 200)
            let run = try await first.run()
            let stream = try await first.client.begin("GET", "/stream?count=5&interval_ms=300")
            first.program.signal(SIGTERM)
            let text = try await stream.rest()
            #expect(text.hasSuffix("data: 4\n\n"))
            #expect(try await first.program.exited() == 0)

            let second = try await bed.startProxy()
            try await second.reaches("ready")
            #expect(try await second.run() == run)
            #expect(try await second.get().status == 200)
            #expect(second.starts == 0)
        }
    }

    @Test(arguments: TestEngine.allCases)
    func terminationStopsWorkersWhereTheFileSaysSo(_ engine: TestEngine) async throws {
        try await ProxyTestbed.with(engine) { bed in
            let proxy = try await bed.startProxy(global: ["on_exit: stop"], [bed.worker()])
            #expect(try await proxy.get().status == 200)
            #expect(try await proxy.terminate() == 0)
            #expect(bed.workers.isEmpty)
        }
    }

    @Test(arguments: TestEngine.allCases)
    func secondProxyOfTheSameFileSaysSoAndEnds(_ engine: TestEngine) async throws {
        try await ProxyTestbed.with(engine) { bed in
            let proxy = try await bed.startProxy([bed.worker()])
            let second = try bed.run(["proxy", bed.configuration, "--socket", bed.folder + "/second.sock"])
            #expect(try await second.exited() == 1)
            #expect(second.output.contains("another plimsoll (process \(proxy.program.pid)) manages"))
            #expect(try await proxy.get().status == 200)
        }
    }
}
