// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Fleet
import Logging
import PlimsollTesting
import Proxy
import Synchronization
import Testing

/// The server as a whole: listening, changing routes, and going.
struct ServerTests {
    static let get = "GET / HTTP/1.1\r\nHost: h\r\n\r\n"

    @Test func aTakenPortIsNamed() async throws {
        try await TestProxy.run(script: { _ in }) { proxy in
            let settings = DataPlaneSettings(listen: [.tcp(host: "127.0.0.1", port: proxy.port)], token: nil)
            let second = try await ProxyServer(
                settings: settings,
                routing: RoutingTable([]),
                leasing: FakeLeasing(),
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
            )
            let error = await #expect(throws: ProxyServerError.self) { try await second.start() }
            #expect(
                error?.description == "cannot listen on 127.0.0.1:\(proxy.port): the address is in use; "
                    + "stop what listens there or choose another"
            )
            await second.shutDown()
        }
    }

    @Test func withoutATokenOnlyOpenRoutesCanBeUsed() async throws {
        let settings = DataPlaneSettings(listen: [.tcp(host: "127.0.0.1", port: 0)], token: nil)
        let gate = ServiceGate(service: "w1", time: SystemTime())
        let server = try await ProxyServer(
            settings: settings,
            routing: RoutingTable([Route(service: "w1", rule: RouteRule(), gate: gate)]),
            leasing: FakeLeasing(),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
        guard case .tcp(_, let port) = try await server.start().first else { return }
        let client = try await Wire.connect(to: port)
        try await client.send("GET / HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer \r\n\r\n")
        _ = try await client.received { $0.hasPrefix("HTTP/1.1 401 ") }
        await client.close()
        await server.shutDown()
    }

    @Test func aRequestUnderWayKeepsTheRouteItHas() async throws {
        try await TestProxy.run(script: { wire in
            _ = try await wire.takeHead()
            _ = try await wire.received { $0.contains("go") }
            try await wire.send(HeadRelayTests.ok)
        }) { proxy in
            let client = try await proxy.connect()
            try await client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\n")
            try await eventually("under way") { proxy.gate.occupancy.leases == 1 }
            await proxy.server.replace(routing: RoutingTable([]))
            try await client.send("go")
            _ = try await client.take(through: "ok")
            try await client.send("GET / HTTP/1.1\r\nHost: h\r\n\(TestProxy.authorization)\r\n")
            let response = try await client.received { $0.contains("no_route") }
            #expect(response.hasPrefix("HTTP/1.1 404 "))
        }
    }

    @Test func drainingLetsRequestsEndAndClosesTheRest() async throws {
        try await TestProxy.run(script: { wire in
            while let head = try await wire.takeHead(within: .seconds(60)) {
                if head.hasPrefix("POST") { _ = try await wire.received { $0.contains("go") } }
                try await wire.send(HeadRelayTests.ok)
            }
        }) { proxy in
            let idle = try await proxy.connect()
            try await idle.send(Self.get)
            _ = try await idle.take(through: "ok")
            let busy = try await proxy.connect()
            try await busy.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\n")
            try await eventually("under way") { proxy.gate.occupancy.leases == 1 }
            await proxy.server.stopAccepting()
            async let drained: Void = proxy.server.drain(within: .seconds(30))
            try await eventually("the idle one is closed") { idle.hasEnded }
            #expect(!busy.hasEnded)
            try await busy.send("go")
            let response = try await busy.take(through: "ok")
            #expect(response.contains("\r\nConnection: close\r\n"))
            await busy.close()
            await drained
            #expect(proxy.server.counts.connections == 0)
            await #expect(throws: (any Error).self) { try await proxy.connect() }
        }
    }

    /// Its head has promised the client that the connection goes on.
    @Test func aConnectionWhoseAnswerHadBegunEndsWithIt() async throws {
        let isDraining = Mutex(false)
        try await TestProxy.run(script: { wire in
            while try await wire.takeHead(within: .seconds(60)) != nil {
                try await wire.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nha")
                try await eventually("the drain") { isDraining.withLock { $0 } }
                try await wire.send("lf")
            }
        }) { proxy in
            let idle = try await proxy.connect()
            let client = try await proxy.connect()
            try await client.send(Self.get)
            #expect(try await !client.take(through: "\r\n\r\nha").contains("Connection: close"))
            async let drained: Void = proxy.server.drain(within: .seconds(60))
            try await eventually("the idle one is closed") { idle.hasEnded }
            isDraining.withLock { $0 = true }
            _ = try await client.take(through: "lf")
            try await eventually("its end") { client.hasEnded }
            await client.close()
            await drained
        }
    }

    @Test func drainingCutsWhatTakesTooLong() async throws {
        try await TestProxy.run(script: { _ in }) { proxy in
            let client = try await proxy.connect()
            try await client.send(Self.get)
            try await eventually("under way") { proxy.gate.occupancy.leases == 1 }
            let start = ContinuousClock.now
            await proxy.server.drain(within: .milliseconds(200))
            #expect(ContinuousClock.now - start < .seconds(3))
            #expect(proxy.gate.occupancy.leases == 0)
            #expect(proxy.server.counts.inFlight == 0)
        }
    }
}
