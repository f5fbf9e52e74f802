// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Fleet
import PlimsollTesting
import Proxy
import Synchronization
import Testing

/// What a request is told when the gate does not open at once.
struct LeaseAnswerTests {
    static let refusals: [(LeaseRefusal.Reason, String)] = [
        (.lineFull, "503 Service Unavailable"), (.workerCrashed, "503 Service Unavailable"),
        (.startFailed, "503 Service Unavailable"),
        (.engineUnavailable, "503 Service Unavailable"), (.imageMissing, "503 Service Unavailable"),
        (.specInvalid, "503 Service Unavailable"), (.shuttingDown, "503 Service Unavailable"),
        (.startTimedOut, "504 Gateway Timeout"), (.nameTaken, "503 Service Unavailable"),
    ]

    @Test(arguments: refusals) func aRefusedLeaseIsExplained(_ reason: LeaseRefusal.Reason, _ status: String)
        async throws
    {
        var options = TestProxy.Options()
        options.isReady = false
        try await TestProxy.run(options, script: { _ in }) { proxy in
            proxy.leasing.decide { _ async throws(LeaseRefusal) -> Lease in
                throw LeaseRefusal(reason, "a \"reason\"", retryAfter: .milliseconds(2500), logTail: ["line <1>", "2"])
            }
            for token in ["", AnswerTests.token] {
                let response = try await proxy.exchange(AnswerTests.get + token + "Connection: close\r\n\r\n")
                #expect(AnswerTests.firstLine(response) == "HTTP/1.1 \(status)")
                #expect(response.contains("\r\nRetry-After: 3\r\n"))
                let log = token.isEmpty ? "" : ",\"log\":[\"line <1>\",\"2\"]"
                let message = "\"message\":\"a \\\"reason\\\"\",\"service\":\"w1\""
                #expect(
                    response.hasSuffix("\r\n\r\n{\"error\":\"\(reason.rawValue)\",\(message)\(log)}\n"),
                    "\(response)"
                )
            }
        }
    }

    @Test func whatAnEngineSaysIsForTheTokenAlone() async throws {
        var options = TestProxy.Options()
        options.isReady = false
        try await TestProxy.run(options, script: { _ in }) { proxy in
            let error = EngineError(.invalidSpec, "cannot run 'x': no such program in PATH (/secret/bin)")
            proxy.leasing.decide { _ async throws(LeaseRefusal) -> Lease in throw LeaseRefusal(error, retryAfter: nil) }
            let stranger = try await proxy.exchange(AnswerTests.get + "Connection: close\r\n\r\n")
            #expect(
                !stranger.contains("secret") && stranger.contains("\"error\":\"worker_spec_invalid\""),
                "\(stranger)"
            )
            let holder = try await proxy.exchange(AnswerTests.get + AnswerTests.token + "Connection: close\r\n\r\n")
            #expect(holder.contains("/secret/bin"))
        }
    }

    @Test func aBrowserGetsAPage() async throws {
        var options = TestProxy.Options()
        options.isReady = false
        try await TestProxy.run(options, script: { _ in }) { proxy in
            proxy.leasing.decide { _ async throws(LeaseRefusal) -> Lease in throw LeaseRefusal(.workerCrashed, "<b>") }
            let page = try await proxy.exchange(
                AnswerTests.get + "Accept: text/html,*/*;q=0.8\r\nConnection: close\r\n\r\n"
            )
            #expect(page.contains("\r\nContent-Type: text/html; charset=utf-8\r\n"))
            #expect(page.contains("<p>&lt;b&gt;</p>"))
            let program = try await proxy.exchange(AnswerTests.get + "Accept: */*\r\nConnection: close\r\n\r\n")
            #expect(program.contains("\r\nContent-Type: application/json\r\n"))
            let head = try await proxy.exchange("HEAD / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
            #expect(head.hasSuffix("Connection: close\r\n\r\n"))
        }
    }

    @Test func theFirstRequestWaitsInLineAndIsSentWhole() async throws {
        var options = TestProxy.Options()
        options.isReady = false
        try await TestProxy.run(
            options,
            script: { wire in
                _ = try await wire.received { $0.hasSuffix("hello") }
                try await wire.send(AnswerTests.ok)
            }
        ) { proxy in
            let isOpen = Mutex(false)
            proxy.leasing.decide { [gate = proxy.gate, live = proxy.live] _ async throws(LeaseRefusal) -> Lease in
                while !isOpen.withLock({ $0 }) { await Task.yield() }
                gate.open(live)
                guard let lease = gate.admit() else { throw LeaseRefusal(.startFailed, "no seat") }
                return lease
            }
            let client = try await proxy.connect()
            try await client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello")
            try await eventually("it stands in line") { proxy.leasing.asked == ["w1"] }
            #expect(proxy.server.counts.inFlight == 1)
            isOpen.withLock { $0 = true }
            _ = try await client.take(through: "ok")
            #expect(proxy.gate.occupancy.leases == 0)
        }
    }

    @Test func aClientThatLeavesTheLineCancelsItsPlace() async throws {
        var options = TestProxy.Options()
        options.isReady = false
        try await TestProxy.run(options, script: { _ in }) { proxy in
            let wasCancelled = Mutex(false)
            proxy.leasing.decide { [gate = proxy.gate, live = proxy.live] _ async throws(LeaseRefusal) -> Lease in
                while !Task.isCancelled { await Task.yield() }
                wasCancelled.withLock { $0 = true }
                // Too late: whoever is given a lease ends it.
                gate.open(live)
                guard let lease = gate.admit() else { throw LeaseRefusal(.cancelled, "the client went away") }
                return lease
            }
            let client = try await proxy.connect()
            try await client.send(AnswerTests.get + "\r\n")
            try await eventually("it stands in line") { proxy.leasing.asked.count == 1 }
            try await client.reset()
            try await eventually("cancelled") { wasCancelled.withLock { $0 } }
            try await eventually("the lease ends") {
                proxy.gate.occupancy.leasesGranted == 1 && proxy.gate.occupancy.leases == 0
            }
        }
    }

    @Test func anUnreachableWorkerIsReportedAndTheRequestStandsInLine() async throws {
        try await TestProxy.run(script: HeadRelayTests.answersOK) { proxy in
            _ = proxy.gate.close(proxy.live)
            let gone = LiveWorker(
                service: "w1",
                id: WorkerID("0"),
                endpoint: .tcp(host: "127.0.0.1", port: 1),
                epoch: 9
            )
            proxy.gate.open(gone)
            proxy.leasing.decide { [gate = proxy.gate, live = proxy.live] _ async throws(LeaseRefusal) -> Lease in
                _ = gate.close(gone)
                gate.open(live)
                guard let lease = gate.admit() else { throw LeaseRefusal(.startFailed, "no seat") }
                return lease
            }
            let client = try await proxy.connect()
            try await client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n")
            _ = try await client.take(through: "ok")
            #expect(proxy.leasing.unreachable == [9])
            #expect(proxy.gate.occupancy.leases == 0)
        }
    }

    @Test func aWorkerThatStaysUnreachableIsA502() async throws {
        try await TestProxy.run(script: { _ in }) { proxy in
            _ = proxy.gate.close(proxy.live)
            let gone = LiveWorker(service: "w1", id: WorkerID("0"), endpoint: .unix(path: "/nowhere"), epoch: 9)
            proxy.gate.open(gone)
            proxy.leasing.decide { [gate = proxy.gate] _ async throws(LeaseRefusal) -> Lease in
                guard let lease = gate.admit() else { throw LeaseRefusal(.startFailed, "no seat") }
                return lease
            }
            let response = try await proxy.exchange(AnswerTests.get + "Connection: close\r\n\r\n")
            #expect(AnswerTests.firstLine(response) == "HTTP/1.1 502 Bad Gateway")
            #expect(proxy.leasing.unreachable == [9, 9, 9])
            #expect(proxy.leasing.asked.count == 2)
            #expect(proxy.gate.occupancy.leases == 0)
        }
    }
}
