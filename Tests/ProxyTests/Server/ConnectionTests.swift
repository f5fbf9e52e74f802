// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Fleet
import PlimsollTesting
import Proxy
import Testing

/// Connections of clients and workers: kept, shared in turn, and cut.
struct ConnectionTests {
    static let ok = HeadRelayTests.ok
    static let get = "GET / HTTP/1.1\r\nHost: h\r\n\r\n"
    static let post = "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nhi"

    @Test func bothConnectionsAreKept() async throws {
        try await TestProxy.run(script: HeadRelayTests.answersOK) { proxy in
            for _ in 0..<2 {
                let client = try await proxy.connect()
                for _ in 0..<20 {
                    try await client.send(Self.get)
                    _ = try await client.take(through: "ok")
                }
                await client.close()
            }
            #expect(proxy.worker.connections.count == 1)
            #expect(proxy.gate.occupancy.leases == 0)
            #expect(proxy.gate.occupancy.leasesGranted == 40)
            #expect(proxy.server.counts.requests == 40)
            try await eventually("no connection is left") { proxy.server.counts.connections == 0 }
            #expect(proxy.server.counts.inFlight == 0)
        }
    }

    @Test func thousandsOfPipelinedRequestsAreAnsweredInOrder() async throws {
        try await TestProxy.run(script: { wire in
            while let head = try await wire.takeHead(within: .seconds(60)) {
                let path = head.split(separator: " ")[1]
                try await wire.send("HTTP/1.1 200 OK\r\nContent-Length: \(path.utf8.count)\r\n\r\n\(path)")
            }
        }) { proxy in
            let count = 300
            let client = try await proxy.connect()
            let requests = (0..<count).map { "GET /\($0) HTTP/1.1\r\nHost: h\r\n\r\n" }.joined()
            let checks = String(repeating: "GET /healthz HTTP/1.1\r\nHost: h\r\n\r\n", count: 5000)
            try await client.send(requests + checks + "GET /end HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
            _ = try await client.received(within: .seconds(60)) { _ in client.hasEnded }
            let bodies = client.received.split(separator: "\r\n").filter { $0.hasPrefix("/") }
            let paths = bodies.map { $0.split(separator: "HTTP")[0] }
            #expect(paths.prefix(count).elementsEqual((0..<count).map { "/\($0)" }))
            #expect(paths.last == "/end")
            #expect(client.received.split(separator: "text/plain").count == 5001)
        }
    }

    @Test func whatAWorkerSendsUnaskedReachesNobody() async throws {
        try await TestProxy.run(script: { wire in
            _ = try await wire.takeHead()
            try await wire.send(Self.ok + "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil")
        }) { proxy in
            let client = try await proxy.connect()
            for number in 0..<3 {
                try await client.send(Self.get)
                #expect(try await client.take(through: "ok").contains("evil") == false)
                let worker = try await proxy.worker.connection(number)
                try await eventually("dropped") { worker.hasEnded }
            }
        }
    }

    @Test func bytesOnAnUnusedConnectionEndIt() async throws {
        try await TestProxy.run(script: { wire in
            _ = try await wire.takeHead()
            try await wire.send(Self.ok)
        }) { proxy in
            let client = try await proxy.connect()
            try await client.send(Self.get)
            _ = try await client.take(through: "ok")
            let worker = try await proxy.worker.connection()
            try await worker.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil")
            try await eventually("dropped") { worker.hasEnded }
            try await client.send(Self.get)
            #expect(try await client.take(through: "ok").contains("evil") == false)
        }
    }

    @Test(arguments: [
        "Content-Length: 10\r\n\r\nabc", "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n",
        "Transfer-Encoding: chunked\r\n\r\n3\r\nabcX", "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n",
    ]) func aTruncatedResponseNeverLooksWhole(_ rest: String) async throws {
        try await TestProxy.run(script: { wire in
            _ = try await wire.takeHead()
            try await wire.send("HTTP/1.1 200 OK\r\n" + rest)
            _ = try await wire.received { _ in true }
            await wire.close()
        }) { proxy in
            let response = try await proxy.exchange(Self.get)
            #expect(!response.hasSuffix("0\r\n\r\n") || response.hasSuffix("10\r\n\r\n"))
            #expect(!response.contains("Content-Length: 3"))
            try await eventually("the lease ends") { proxy.gate.occupancy.leases == 0 }
        }
    }

    @Test func aResetInAResponseThatEndsWithItsConnectionResetsTheClient() async throws {
        try await TestProxy.run(script: { wire in
            _ = try await wire.takeHead()
            try await wire.send("HTTP/1.1 200 OK\r\n\r\nabc")
            try await eventually("passed on") { wire.received == "" }
            try await wire.reset()
        }) { proxy in
            let client = try await proxy.connect()
            try await client.send(Self.get)
            _ = try await client.received { _ in client.isClosed }
            #expect(!client.received.contains("0\r\n\r\n"))
        }
    }

    @Test func aClientThatLeavesCancelsTheWorkersRequest() async throws {
        try await TestProxy.run(script: { wire in _ = try await wire.takeHead() }) { proxy in
            for isReset in [true, false] {
                let client = try await proxy.connect()
                try await client.send(Self.get)
                let worker = try await proxy.worker.connection(isReset ? 0 : 1)
                try await eventually("the lease") { proxy.gate.occupancy.leases == 1 }
                if isReset {
                    try await client.reset()
                } else {
                    // Later than a client would that only ends its side.
                    let start = ContinuousClock.now
                    try await eventually("a while") { ContinuousClock.now - start > .milliseconds(400) }
                    await client.close()
                }
                try await eventually("the worker's connection is closed") { worker.hasEnded }
                try await eventually("the lease ends") { proxy.gate.occupancy.leases == 0 }
                try await eventually("nothing is in flight") { proxy.server.counts.inFlight == 0 }
            }
        }
    }

    @Test func aClientThatLeavesAStreamCancelsIt() async throws {
        try await TestProxy.run(script: { wire in
            _ = try await wire.takeHead()
            try await wire.send("HTTP/1.1 200 OK\r\n\r\ndata")
        }) { proxy in
            let client = try await proxy.connect()
            try await client.send(Self.get)
            _ = try await client.received { $0.contains("data") }
            await client.close()
            let worker = try await proxy.worker.connection()
            try await eventually("the worker's connection is closed", within: .seconds(1)) { worker.hasEnded }
            try await eventually("the lease ends") { proxy.gate.occupancy.leases == 0 }
        }
    }

    @Test(arguments: [Self.get, Self.post]) func aHalfClosedClientGetsItsAnswer(_ request: String) async throws {
        try await TestProxy.run(script: { wire in
            _ = try await wire.takeHead()
            let start = ContinuousClock.now
            try await eventually("a while") { ContinuousClock.now - start > .milliseconds(100) }
            try await wire.send(Self.ok)
        }) { proxy in
            let client = try await proxy.connect()
            try await client.send(request)
            try await client.finishSending()
            #expect(try await client.take(through: "ok").hasPrefix("HTTP/1.1 200 OK\r\n"))
            try await eventually("closed") { client.isClosed || client.hasEnded }
        }
    }

    @Test func aCutBodyIsNoRequest() async throws {
        try await TestProxy.run(script: { wire in _ = try await wire.takeHead() }) { proxy in
            let client = try await proxy.connect()
            try await client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\nhi")
            _ = try await proxy.worker.connection().received { $0.hasSuffix("hi") || $0.isEmpty }
            try await client.finishSending()
            let response = try await client.received { _ in client.hasEnded }
            #expect(response.hasPrefix("HTTP/1.1 400 "))
            let worker = try await proxy.worker.connection()
            try await eventually("the worker's connection is closed") { worker.hasEnded }
        }
    }

    @Test func twoWorkersAtOneAddressShareNoConnection() async throws {
        try await TestProxy.run(script: HeadRelayTests.answersOK) { proxy in
            let client = try await proxy.connect()
            try await client.send(Self.get)
            _ = try await client.take(through: "ok")
            _ = proxy.gate.close(proxy.live)
            proxy.gate.open(LiveWorker(service: "w1", id: WorkerID("2"), endpoint: proxy.live.endpoint, epoch: 2))
            try await client.send(Self.get)
            _ = try await client.take(through: "ok")
            #expect(proxy.worker.connections.count == 2)
        }
    }

    @Test func unusedConnectionsToWorkersAreClosedInTime() async throws {
        var options = TestProxy.Options()
        options.timeouts.workerIdle = .milliseconds(200)
        try await TestProxy.run(options, script: HeadRelayTests.answersOK) { proxy in
            let client = try await proxy.connect()
            try await client.send(Self.get)
            _ = try await client.take(through: "ok")
            let worker = try await proxy.worker.connection()
            try await eventually("closed", within: .seconds(2)) { worker.hasEnded }
        }
    }

    @Test func severalLoopsServeManyClients() async throws {
        var options = TestProxy.Options()
        options.threads = 3
        try await TestProxy.run(options, script: HeadRelayTests.answersOK) { proxy in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<30 {
                    group.addTask {
                        let client = try await proxy.connect()
                        for _ in 0..<10 {
                            try await client.send(Self.get)
                            _ = try await client.take(through: "ok")
                        }
                        await client.close()
                    }
                }
                try await group.waitForAll()
            }
            #expect(proxy.server.counts.requests == 300)
            #expect(proxy.gate.occupancy.leases == 0)
        }
    }

    @Test func aClientThatLeavesItsPipelineTakesNoLeaseWithIt() async throws {
        try await TestProxy.run(script: { wire in
            // A connection an answer, so that each request of the pipeline has to connect.
            _ = try await wire.takeHead()
            try await wire.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok")
            await wire.close()
        }) { proxy in
            for _ in 0..<100 {
                let client = try await proxy.connect()
                try await client.send(String(repeating: Self.get, count: 20))
                try await client.reset()
            }
            try await eventually("no lease is left") { proxy.gate.occupancy.leases == 0 }
        }
    }
}
