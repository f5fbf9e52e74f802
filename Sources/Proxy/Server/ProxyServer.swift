// Plimsoll
// SPDX-License-Identifier: Apache-2.0

package import Fleet
internal import Glibc
package import Logging
internal import NIOCore
internal import NIOPosix

/// The data plane: listens, and relays every request to the worker of its service.
package final class ProxyServer: Sendable {
    private let settings: DataPlaneSettings
    private let logger: Logger
    private let group: MultiThreadedEventLoopGroup
    private let loops: [NIOLoopBound<LoopState>]
    private let counters: [LoopCounters]
    private let listeners = Listeners()

    /// Nothing listens until `start()`. Whoever makes a server ends it with `shutDown()`.
    package init(
        settings: DataPlaneSettings,
        routing: RoutingTable,
        leasing: any WorkerLeasing,
        logger: Logger
    ) async throws {
        self.settings = settings
        self.logger = logger
        let group = MultiThreadedEventLoopGroup(numberOfThreads: max(1, settings.threads))
        self.group = group
        let totals = ConnectionTotal()
        var loops: [NIOLoopBound<LoopState>] = []
        var counters: [LoopCounters] = []
        for eventLoop in group.makeIterator() {
            let counter = LoopCounters()
            counters.append(counter)
            let loop = eventLoop.submit {
                NIOLoopBound(
                    LoopState(
                        eventLoop: eventLoop,
                        settings: settings,
                        leasing: leasing,
                        routing: routing,
                        counters: counter,
                        totals: totals
                    ),
                    eventLoop: eventLoop
                )
            }
            loops.append(try await loop.get())
        }
        self.loops = loops
        self.counters = counters
    }

    /// - Returns: where it listens now, with the ports the system chose.
    package func start() async throws -> [Endpoint] {
        var bound: [Endpoint] = []
        for endpoint in settings.listen {
            do {
                let channel = try await bind(endpoint)
                listeners.add(channel)
                let address = Self.endpoint(of: channel, asked: endpoint)
                bound.append(address)
                logger.info("listening", metadata: ["address": "\(address)"])
            } catch {
                await stopAccepting()
                throw ProxyServerError(description: Self.explain(error, endpoint))
            }
        }
        return bound
    }

    /// From now on requests are matched by `table`. Requests that are under way keep the route they have.
    package func replace(routing table: RoutingTable) async {
        for loop in loops {
            try? await loop.eventLoop.submit { loop.value.routing = table }.get()
        }
    }

    /// Closes the listeners; open connections go on.
    package func stopAccepting() async {
        for channel in listeners.takeAll() { try? await channel.close() }
    }

    /// Lets requests end, and closes every connection after the one it has. Returns when none is left; those that still have a
    /// request when `limit` has passed are cut off.
    package func drain(within limit: Duration) async {
        let deadline = NIODeadline.now() + TimeAmount(limit)
        await withTaskGroup(of: Void.self) { group in
            for loop in loops {
                group.addTask {
                    try? await loop.eventLoop.flatSubmit { loop.value.drain(until: deadline) }.get()
                }
            }
        }
    }

    /// Closes everything at once, and ends the loops.
    package func shutDown() async {
        await stopAccepting()
        await drain(within: .zero)
        for loop in loops {
            try? await loop.eventLoop.submit {
                loop.value.closePool()
                loop.value.accessLog?.flush()
            }.get()
        }
        try? await group.shutdownGracefully()
    }

    package var counts: ProxyCounts {
        var counts = ProxyCounts()
        for counter in counters { counter.add(to: &counts) }
        return counts
    }
}

// MARK: - Listening

extension ProxyServer {
    private func bind(_ endpoint: Endpoint) async throws -> any Channel {
        let loops = loops
        let bootstrap = ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 1024)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            // Out of file descriptors: others may free some, and trying again at once would only burn time.
            .serverChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(
                        AcceptBackoffHandler(shouldForwardIOErrorCaught: false)
                    )
                }
            }
            .childChannelOption(.autoRead, value: false)
            .childChannelOption(.maxMessagesPerRead, value: 1)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelOption(.writeBufferWaterMark, value: WorkerConnector.waterMark)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    guard let loop = loops.first(where: { $0.eventLoop === channel.eventLoop }) else { return }
                    try channel.pipeline.syncOperations.addHandler(ClientConnection(loop: loop.value))
                }
            }
        switch endpoint {
        case .tcp(let host, let port):
            return try await bootstrap.childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
                .bind(host: host, port: port).get()
        case .unix(let path):
            return try await bootstrap.bind(unixDomainSocketPath: path, cleanupExistingSocketFile: true).get()
        }
    }

    private static func endpoint(of channel: any Channel, asked: Endpoint) -> Endpoint {
        guard let address = channel.localAddress, let host = address.ipAddress, let port = address.port else {
            return asked
        }
        return .tcp(host: host, port: port)
    }

    private static func explain(_ error: any Error, _ endpoint: Endpoint) -> String {
        guard let error = error as? IOError else { return "cannot listen on \(endpoint): \(error)" }
        return switch error.errnoCode {
        case EADDRINUSE:
            "cannot listen on \(endpoint): the address is in use; stop what listens there or choose another"
        case EACCES: "cannot listen on \(endpoint): not permitted; ports below 1024 need root or CAP_NET_BIND_SERVICE"
        case EADDRNOTAVAIL: "cannot listen on \(endpoint): this host has no such address"
        default: "cannot listen on \(endpoint): \(error.description)"
        }
    }
}
