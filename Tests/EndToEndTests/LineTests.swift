// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import PlimsollTesting
import Testing

/// Those who wait for a worker to come up stand in a line that has an end.
@Suite struct LineTests {
    @Test(arguments: TestEngine.allCases)
    func requestBeyondTheLineIsRefusedAtOnce(_ engine: TestEngine) async throws {
        try await ProxyTestbed.with(engine) { bed in
            let proxy = try await bed.startProxy([bed.worker(environment: ["BOOT_MS": "2500"], settings: ["queue: 2"])])
            async let first = proxy.get()
            async let second = proxy.get()
            try await eventually("two in line") { try await proxy.status().waiting == 2 }
            let third = try await proxy.get()
            #expect(third.status == 503)
            #expect(third.refusal?.error == "queue_full")
            #expect(third.header("Retry-After") != nil)
            #expect(try await [first.status, second.status] == [200, 200])
            #expect(proxy.starts == 1)
        }
    }

    @Test(arguments: TestEngine.allCases)
    func clientThatLeavesMakesRoomInTheLine(_ engine: TestEngine) async throws {
        try await ProxyTestbed.with(engine) { bed in
            let proxy = try await bed.startProxy([bed.worker(environment: ["BOOT_MS": "2500"], settings: ["queue: 1"])])
            let leaving = Task { try await proxy.get() }
            try await eventually("one in line") { try await proxy.status().waiting == 1 }
            leaving.cancel()
            try await eventually("nobody in line") { try await proxy.status().waiting == 0 }
            #expect(try await proxy.get().status == 200)
            try await eventually("no lease") { try await proxy.status().inFlight == 0 }
        }
    }
}
