// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Fleet
import PlimsollTesting
import Proxy
import Testing

/// Every fault of a worker, over real sockets, while another client's requests to the same worker go on. One after the other: some send all
/// that anybody takes.
@Suite(.serialized) struct WorkerFaultTests {
    private static func script(_ fault: WorkerFault) -> StubWorker.Script {
        { wire in
            while let head = try await wire.takeHead(within: .seconds(120)) {
                guard head.contains(" /bad ") else {
                    try await wire.send(HeadRelayTests.ok)
                    continue
                }
                wire.onlyCount()
                return try await fault.act(wire)
            }
        }
    }

    @Test(arguments: WorkerFault.all) func itIsToldOrCutAndHarmsNobodyElse(_ fault: WorkerFault) async throws {
        var options = TestProxy.Options()
        options.timeouts.response = .seconds(2)
        options.timeouts.responseBody = .seconds(2)
        options.timeouts.requestBody = .seconds(30)
        try await TestProxy.run(options, script: Self.script(fault)) { proxy in
            let soundRequests = Tally()
            let sound = Task {
                let client = try await proxy.connect()
                while !Task.isCancelled {
                    try await client.send("GET /good HTTP/1.1\r\nHost: h\r\n\r\n")
                    let answer = try await client.take(through: "\r\n\r\nok", within: .seconds(30))
                    #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
                    soundRequests.add(1)
                    try await Task.sleep(for: .milliseconds(20))
                }
            }
            for _ in 0..<2 { try await Self.meet(fault, proxy) }
            let before = soundRequests.count
            try await eventually("the sound client goes on", within: .seconds(60)) {
                soundRequests.count > before + 2 || sound.isCancelled
            }
            sound.cancel()
            _ = try? await sound.value
            try await eventually("nothing is left of it") {
                proxy.gate.occupancy.leases == 0 && proxy.server.counts.inFlight == 0
            }
            // Nor is the next request given a connection that was spoilt.
            #expect(
                try await proxy.exchange("GET /good HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n").hasSuffix("ok")
            )
        }
    }

    private static func meet(_ fault: WorkerFault, _ proxy: TestProxy) async throws {
        let client = try await proxy.connect()
        let method = fault.request == "\r\n" ? "GET" : "POST"
        // What was answered before all was sent need not be taken.
        let sending = Task { try? await client.send("\(method) /bad HTTP/1.1\r\nHost: h\r\n\(fault.request)") }
        switch fault.outcome {
        case .answer(let status), .relayed(let status):
            let answer = try await client.received(within: .seconds(30)) { text in
                guard let end = text.range(of: "\r\n\r\n", after: "HTTP/1.1 \(status) ") else { return client.hasEnded }
                return end < text.endIndex
            }
            #expect(answer.contains("HTTP/1.1 \(status) "), "\(answer.prefix(300))")
            #expect(!answer.contains("evil"))
        case .cut:
            _ = try await client.received(within: .seconds(30)) { _ in client.isClosed }
            #expect(client.received.hasPrefix("HTTP/1.1 200 OK\r\n"))
            #expect(!client.received.hasSuffix("0\r\n\r\n") || !client.received.contains("chunked"))
        }
        await client.close()
        _ = await sending.value
    }
}

extension String {
    /// Where what follows the first `separator` after `start` begins.
    fileprivate func range(of separator: String, after start: String) -> Index? {
        guard let found = firstRange(of: start) else { return nil }
        return self[found.upperBound...].firstRange(of: separator)?.upperBound
    }
}
