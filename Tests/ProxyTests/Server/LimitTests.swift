// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Fleet
import PlimsollTesting
import Proxy
import Synchronization
import Testing

/// What ends when it takes too long, and what is too much.
struct LimitTests {
    static let get = "GET / HTTP/1.1\r\nHost: h\r\n\r\n"

    static func options(_ change: (inout Timeouts) -> Void) -> TestProxy.Options {
        var options = TestProxy.Options()
        change(&options.timeouts)
        return options
    }

    @Test func aHeadThatDripsInIsEndedAsAWhole() async throws {
        try await TestProxy.run(Self.options { $0.head = .milliseconds(500) }, script: { _ in }) { proxy in
            let client = try await proxy.connect()
            try await client.send("GET / HTTP/1.1\r\n")
            try await eventually("the end") {
                try? await client.send("x")
                return client.hasEnded
            }
            #expect(client.received.hasPrefix("HTTP/1.1 408 Request Timeout\r\n"))
        }
    }

    @Test func aConnectionThatSaysNothingIsClosed() async throws {
        try await TestProxy.run(Self.options { $0.head = .milliseconds(200) }, script: { _ in }) { proxy in
            let client = try await proxy.connect()
            try await eventually("closed") { client.isClosed || client.hasEnded }
            #expect(client.received == "")
        }
    }

    @Test func aKeptConnectionIsClosedAfterAWhile() async throws {
        let options = Self.options { $0.keepAlive = .milliseconds(300) }
        try await TestProxy.run(options, script: HeadRelayTests.answersOK) { proxy in
            let client = try await proxy.connect()
            try await client.send(Self.get)
            _ = try await client.take(through: "ok")
            try await eventually("closed") { client.hasEnded }
            #expect(client.received == "")
        }
    }

    @Test func aBodyThatStopsComingIsEnded() async throws {
        let options = Self.options { $0.requestBody = .milliseconds(300) }
        try await TestProxy.run(options, script: { wire in _ = try await wire.takeHead() }) { proxy in
            let client = try await proxy.connect()
            try await client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\nhi")
            let response = try await client.received { _ in client.hasEnded }
            #expect(response.hasPrefix("HTTP/1.1 408 Request Timeout\r\n"))
            let worker = try await proxy.worker.connection()
            try await eventually("the worker's connection is closed") { worker.hasEnded }
        }
    }

    @Test func aBodyThatGoesOnMayTakeLong() async throws {
        let options = Self.options {
            $0.requestBody = .milliseconds(1500)
            $0.requestBodyRate = 0
        }
        try await TestProxy.run(
            options,
            script: { wire in
                _ = try await wire.takeHead()
                _ = try await wire.take(count: 10)
                try await wire.send(HeadRelayTests.ok)
            }
        ) { proxy in
            let client = try await proxy.connect()
            try await client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\n")
            for _ in 0..<10 {
                let start = ContinuousClock.now
                try await eventually("a while") { ContinuousClock.now - start > .milliseconds(200) }
                try await client.send("x")
            }
            _ = try await client.take(through: "ok")
        }
    }

    @Test func aBodyThatDripsInIsEnded() async throws {
        let options = Self.options {
            $0.requestBody = .milliseconds(1500)
            $0.requestBodyRate = 500
        }
        try await TestProxy.run(options, script: { wire in _ = try await wire.takeHead() }) { proxy in
            let client = try await proxy.connect()
            try await client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 9999\r\n\r\nhi")
            try await eventually("the end") {
                try? await client.send("x")
                return client.hasEnded
            }
            #expect(client.received.hasPrefix("HTTP/1.1 408 Request Timeout\r\n"))
        }
    }

    @Test func aWorkerThatTakesItsTimeIsNoDripOfTheClient() async throws {
        let options = Self.options {
            $0.requestBody = .milliseconds(600)
            $0.requestBodyRate = 1 << 20
        }
        let total = 16 << 20
        try await TestProxy.run(
            options,
            script: { wire in
                wire.onlyCount()
                try await wire.pauseReading()
                let start = ContinuousClock.now
                try await eventually("a while") { ContinuousClock.now - start > .seconds(2) }
                try await wire.resumeReading()
                try await eventually("all of it") { wire.receivedCount > total }
                try await wire.send(HeadRelayTests.ok)
            }
        ) { proxy in
            let client = try await proxy.connect()
            try await client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: \(total)\r\n\r\n")
            try await client.send([UInt8](repeating: 120, count: total))
            _ = try await client.take(through: "ok")
        }
    }

    @Test func aWorkerThatDoesNotAnswerInTimeIsA504() async throws {
        let options = Self.options { $0.response = .milliseconds(300) }
        try await TestProxy.run(options, script: { _ in }) { proxy in
            let client = try await proxy.connect()
            try await client.send(Self.get)
            let response = try await client.received { $0.contains("worker_timeout") }
            #expect(response.hasPrefix("HTTP/1.1 504 Gateway Timeout\r\n"))
            #expect(proxy.gate.occupancy.leases == 0)
        }
    }

    @Test func aClientThatReadsNothingIsCutOff() async throws {
        let options = Self.options { $0.clientReading = .milliseconds(300) }
        try await TestProxy.run(
            options,
            script: { wire in
                _ = try await wire.takeHead()
                try await wire.send("HTTP/1.1 200 OK\r\nContent-Length: \(64 << 20)\r\n\r\n")
                for _ in 0..<1024 { try await wire.send([UInt8](repeating: 120, count: 1 << 16)) }
            }
        ) { proxy in
            let client = try await proxy.connect()
            try await client.pauseReading()
            try await client.send(Self.get)
            try await eventually("the lease") { proxy.gate.occupancy.leasesGranted == 1 }
            try await eventually("the lease ends") { proxy.gate.occupancy.leases == 0 }
            try await eventually("no connection is left") { proxy.server.counts.connections == 0 }
        }
    }

    @Test func tooManyConnectionsAreToldToComeAgain() async throws {
        var options = TestProxy.Options()
        options.mostConnections = 2
        try await TestProxy.run(options, script: HeadRelayTests.answersOK) { proxy in
            let clients = [try await proxy.connect(), try await proxy.connect()]
            try await eventually("both are in") { proxy.server.counts.connections == 2 }
            let third = try await proxy.connect()
            let response = try await third.received { _ in third.hasEnded }
            #expect(response.hasPrefix("HTTP/1.1 503 Service Unavailable\r\n"))
            #expect(response.contains("\r\nRetry-After: 1\r\n"))
            #expect(proxy.server.counts.refusedConnections == 1)
            for client in clients {
                try await client.send(Self.get)
                _ = try await client.take(through: "ok")
            }
            await third.close()
            await clients[0].close()
            try await eventually("there is room") { proxy.server.counts.connections == 1 }
            let fourth = try await proxy.connect()
            try await fourth.send(Self.get)
            _ = try await fourth.take(through: "ok")
        }
    }
}
