// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import PlimsollTesting
import Testing

/// Docker away, hanging, or killed in the middle of something: running workers do not notice, and all converges when it is back.
@Suite(.serialized) struct EngineOutageTests {
    enum Outage: CaseIterable {
        case killed, frozen
    }

    @Test(arguments: Outage.allCases)
    func runningWorkersServeOnColdOnesAreRefusedSoonAndAllConverges(_ outage: Outage) async throws {
        try await withEngineOfItsOwn { bed in
            let proxy = try await bed.startProxy([
                bed.worker("running", path: "/running"),
                bed.worker("sleepy", path: "/sleepy", settings: ["idle_timeout: 3"]),
                bed.worker("cold", path: "/cold"),
            ])
            async let sleepy = proxy.get("/sleepy/").status
            #expect(try await proxy.get("/running/").status == 200)
            #expect(try await sleepy == 200)
            let run = try await proxy.run(of: "running")
            switch outage {
            case .killed: try bed.docker.kill()
            case .frozen: try bed.docker.freeze()
            }
            for _ in 0..<20 { #expect(try await proxy.get("/running/").status == 200) }
            let asked = ContinuousClock.now
            let cold = try await proxy.get("/cold/")
            #expect(ContinuousClock.now - asked < .seconds(2))
            #expect(cold.status == 503, "\(cold.text)")
            #expect(cold.refusal?.error == "engine_unavailable")
            #expect(cold.header("Retry-After") != nil)
            #expect(try await proxy.get("/running/").status == 200)
            #expect(try await proxy.get("/status").status == 200)

            switch outage {
            case .killed: try await bed.docker.bringBack()
            case .frozen: try bed.docker.thaw()
            }
            try await eventually("a cold start", within: .seconds(30)) { try await proxy.get("/cold/").status == 200 }
            #expect(try await proxy.get("/running/").status == 200)
            #expect(try await proxy.run(of: "running") == run)
            // Its time came while nobody could stop it.
            try await proxy.reaches("asleep", "sleepy")
            #expect(try await Traces(of: bed.name, docker: bed.docker).containers().count == 3)
            #expect(bed.workers.count == 2)
        }
    }

    /// Without live-restore an engine that comes back ends what it finds running: those workers are started again when wanted.
    @Test func workersThatTheEngineTookWithItAreStartedAgain() async throws {
        try await withEngineOfItsOwn(options: []) { bed in
            let proxy = try await bed.startProxy([bed.worker()])
            #expect(try await proxy.get().status == 200)
            try bed.docker.kill()
            #expect(try await proxy.get().status == 200)
            try await bed.docker.bringBack()
            try await eventually("a new worker", within: .seconds(30)) {
                try await proxy.get().status == 200 && proxy.starts == 2
            }
            #expect(try await proxy.get().status == 200)
            #expect(try await proxy.status().oomKills == 0)
            #expect(bed.workers.count == 1)
        }
    }

    @Test func engineKilledInTheMiddleOfAStartConverges() async throws {
        try await withEngineOfItsOwn { bed in
            let proxy = try await bed.startProxy([bed.worker()])
            async let first = proxy.get()
            try await eventually("the start's beginning") { proxy.starts == 1 }
            try bed.docker.kill()
            let answer = try await first
            #expect([200, 503].contains(answer.status), "\(answer.text)")
            try await bed.docker.bringBack()
            try await eventually("a cold start", within: .seconds(30)) { try await proxy.get().status == 200 }
            #expect(try await Traces(of: bed.name, docker: bed.docker).containers().count == 1)
            #expect(bed.workers.count == 1)
        }
    }

    @Test func proxyStartedWithoutAnEngineServesWhenItComes() async throws {
        try await withEngineOfItsOwn { bed in
            let service = try await bed.worker()
            try bed.docker.kill()
            let proxy = try await bed.startProxy([service])
            let refused = try await proxy.get()
            #expect(refused.status == 503)
            #expect(refused.refusal?.error == "engine_unavailable")
            try await bed.docker.bringBack()
            try await eventually("a cold start", within: .seconds(30)) { try await proxy.get().status == 200 }
        }
    }

    /// One that may be killed. Usually workers outlive it, as on hosts that are set up for it.
    private func withEngineOfItsOwn(
        options: [String] = ["--live-restore"],
        _ body: @escaping @Sendable (ProxyTestbed) async throws -> Void
    ) async throws {
        let docker = try await PrivateDocker.start(options: options)
        do {
            try await ProxyTestbed.with(.docker, within: .seconds(90), docker: docker, body)
            try await docker.stop()
        } catch {
            try? docker.thaw()
            try await docker.stop()
            throw error
        }
    }
}
