// Plimsoll
// SPDX-License-Identifier: Apache-2.0

package import Fleet
internal import Glibc
internal import Listeners
package import Logging
internal import NIOCore
internal import NIOPosix
internal import NIOSSL

/// The data plane: listens, and relays every request to the worker of its service.
package final class ProxyServer: Sendable {
    private let settings: DataPlaneSettings
    private let logger: Logger
    private let group: MultiThreadedEventLoopGroup
    private let loops: [NIOLoopBound<LoopState>]
    private let counters: [LoopCounters]
    private let listeners = Listeners()
    private let warnings: Warnings
    private let tls: NIOSSLContext?

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
        let clientConnections = ClientConnections()
        let clientRates = ClientRates()
        let warnings = Warnings(logger)
        self.warnings = warnings
        let pseudonym = Pseudonym()
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
                        totals: totals,
                        clientConnections: clientConnections,
                        clientRates: clientRates,
                        warnings: warnings,
                        pseudonym: pseudonym
                    ),
                    eventLoop: eventLoop
                )
            }
            loops.append(try await loop.get())
        }
        self.loops = loops
        self.counters = counters
        tls = try settings.certificates.map { [loops] certificates in
            let configuration = TLSConfiguration.serving(certificates, speaksHTTP2: settings.http2 != nil) {
                eventLoop,
                name,
                place in
                guard name != nil, let loop = loops.first(where: { $0.eventLoop === eventLoop }) else { return }
                loop.value.greeting?.certificatePlace = place
            }
            return try NIOSSLContext(configuration: configuration)
        }
    }

    /// - Returns: where it listens now without TLS, with the ports the system chose.
    package func start() async throws -> [Endpoint] {
        for problem in settings.certificates?.problems ?? [] {
            logger.warning("certificate problem", metadata: ["problem": "\(problem)"])
        }
        for endpoint in settings.listenSecure {
            listeners.addSecure(try await listen(on: endpoint, isSecure: true))
        }
        await beginRedirecting()
        var bound: [Endpoint] = []
        for endpoint in settings.listen {
            bound.append(try await listen(on: endpoint, isSecure: false))
        }
        return bound
    }

    /// Where it listens now with TLS, with the ports the system chose.
    package var secureEndpoints: [Endpoint] { listeners.secureEndpoints }

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
    private func listen(on endpoint: Endpoint, isSecure: Bool) async throws -> Endpoint {
        do {
            let channel = try await bind(endpoint, tls: isSecure ? tls : nil)
            listeners.add(channel)
            let address = Self.endpoint(of: channel, asked: endpoint)
            logger.info("listening", metadata: ["address": "\(address)", "scheme": isSecure ? "https" : "http"])
            return address
        } catch {
            await stopAccepting()
            throw ProxyServerError(description: Self.explain(error, endpoint))
        }
    }

    private func beginRedirecting() async {
        guard settings.redirectsToHTTPS, let certificates = settings.certificates,
            case .tcp(_, let port) = listeners.secureEndpoints.first
        else { return }
        let redirect = HTTPSRedirect(domain: settings.domain, port: port, certificates: certificates)
        for loop in loops {
            try? await loop.eventLoop.submit { loop.value.redirect = redirect }.get()
        }
    }

    private func bind(_ endpoint: Endpoint, tls: NIOSSLContext?) async throws -> any Channel {
        let (loops, warnings) = (loops, warnings)
        let isAnnounced = tls == nil ? settings.isAnnounced : settings.isAnnouncedSecure
        let bootstrap = ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 1024)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            // Out of file descriptors: what waits stays with the system, and trying again at once would only burn time.
            .serverChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(
                        AcceptPause { warnings.outOfSockets("accept", $0) }
                    )
                }
            }
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try Self.setOptions(of: channel)
                    guard let loop = loops.first(where: { $0.eventLoop === channel.eventLoop }) else { return }
                    let client = ClientConnection(loop: loop.value, scheme: tls == nil ? .http : .https)
                    if isAnnounced {
                        client.isAnnounced = true
                        let entrance = AnnouncedEntrance(for: client, loop: loop.value)
                        try channel.pipeline.syncOperations.addHandler(entrance)
                    }
                    if let tls {
                        let entrance = SecureEntrance(tls, for: client, loop: loop.value)
                        client.entrance = entrance
                        try channel.pipeline.syncOperations.addHandler(entrance)
                    }
                    try channel.pipeline.syncOperations.addHandler(client)
                }
            }
        switch endpoint {
        case .tcp(let host, let port):
            return try await bootstrap.bind(host: host, port: port).get()
        case .unix(let path):
            return try await bootstrap.bind(unixDomainSocketPath: path, cleanupExistingSocketFile: true).get()
        }
    }

    /// TCP_NODELAY comes from the listener, as Linux hands it down. By the bootstrap's own options, which are looked up for each
    /// connection by their type at run time, a connection costs a quarter more.
    private static func setOptions(of channel: any Channel) throws {
        guard let options = channel.syncOptions else { return }
        try options.setOption(.autoRead, value: false)
        try options.setOption(.maxMessagesPerRead, value: 1)
        try options.setOption(.allowRemoteHalfClosure, value: true)
        try options.setOption(.writeBufferWaterMark, value: WorkerConnector.waterMark)
    }

    private static func endpoint(of channel: any Channel, asked: Endpoint) -> Endpoint {
        guard let address = channel.localAddress, let host = address.ipAddress, let port = address.port else {
            return asked
        }
        return .tcp(host: host, port: port)
    }

    private static func explain(_ error: any Error, _ endpoint: Endpoint) -> String {
        if let error = error as? SocketAddressError.UnknownHost {
            return "cannot listen on \(endpoint): the host \(error.host) has no address; correct it, or leave it out"
        }
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
