// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Fleet
import Logging
import PlimsollTesting
import Proxy

/// A real proxy on a free port in front of one stub worker, whose gate is open.
struct TestProxy {
    static let token = "s3cret-token"
    static let authorization = "Authorization: Bearer s3cret-token\r\n"

    let server: ProxyServer
    let port: Int
    let worker: StubWorker
    let gate: ServiceGate
    let leasing: FakeLeasing
    let live: LiveWorker
    /// Where it speaks TLS; 0: it does not.
    let securePort: Int

    struct Options {
        var path = "/"
        var stripsPrefix = true
        var access = Access.open
        var workerToken: Secret?
        var isReady = true
        var trusts: [String] = []
        var timeouts = Timeouts()
        var largestBody: UInt64?
        var mostConnections = 10_000
        var threads = 1
        var accessLog: AccessLog?
        var guardRecords: (any GuardRecords)?
        var namesRefusals = true
        var otherRoutes: [Route] = []
        /// More prefixes that lead to the same worker.
        var extraPaths: [String: Access] = [:]
        var tunnelIdleTimeout: Duration?
        var rewritesResponses = false
        var workerProtocol = WorkerProtocol.http1
        /// The worker listens on this unix socket.
        var workerSocket: String?
        /// With it the proxy listens with TLS, too.
        var certificates: CertificateStore?
        var redirectsToHTTPS = false
        var domain: String?
        var strictTransport: Duration?
        var challenges: (any ChallengeAnswers)?
        var challengeFolder: String?
        /// Connections begin with a PROXY header.
        var isAnnounced = false
        var mostClientConnections: Int?
        var clientRate: ClientRate?
        /// Of the worker's service.
        var serviceRate: ClientRate?
        var logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    }

    /// Starts both, runs the test, and stops both.
    static func run<Result>(
        _ options: Options = Options(),
        script: @escaping StubWorker.Script,
        _ body: (TestProxy) async throws -> Result
    ) async throws -> Result {
        let worker = try await StubWorker.start(at: options.workerSocket, script)
        let gate = ServiceGate(service: "w1", time: SystemTime())
        let live = LiveWorker(
            service: "w1",
            id: WorkerID("1"),
            endpoint: options.workerSocket.map { .unix(path: $0) } ?? .tcp(host: "127.0.0.1", port: worker.port),
            epoch: 1
        )
        if options.isReady { gate.open(live) }
        let route = Route(
            service: "w1",
            rule: RouteRule(
                path: options.path,
                stripsPrefix: options.stripsPrefix,
                rewritesResponses: options.rewritesResponses
            ),
            access: options.access,
            workerToken: options.workerToken,
            gate: gate,
            tunnelIdleTimeout: options.tunnelIdleTimeout,
            clientRate: options.serviceRate,
            workerProtocol: options.workerProtocol
        )
        let extraRoutes = options.extraPaths.map { path, access in
            let gate = ServiceGate(service: ServiceName("extra"), time: SystemTime())
            gate.open(live)
            return Route(service: ServiceName("extra"), rule: RouteRule(path: path), access: access, gate: gate)
        }
        var settings = DataPlaneSettings(
            listen: [.tcp(host: "127.0.0.1", port: 0)],
            token: TokenDigest(Secret(token)),
            trustedProxies: options.trusts.compactMap { TrustedNetwork($0) },
            threads: options.threads,
            largestBody: options.largestBody,
            timeouts: options.timeouts,
            mostConnections: options.mostConnections
        )
        settings.accessLog = options.accessLog
        settings.guardRecords = options.guardRecords
        settings.namesRefusals = options.namesRefusals
        settings.certificates = options.certificates
        if options.certificates != nil { settings.listenSecure = settings.listen }
        settings.redirectsToHTTPS = options.redirectsToHTTPS
        settings.domain = options.domain
        settings.strictTransport = options.strictTransport
        settings.challenges = options.challenges
        settings.challengeFolder = options.challengeFolder
        settings.mostClientConnections = options.mostClientConnections
        settings.clientRate = options.clientRate
        settings.isAnnounced = options.isAnnounced
        settings.isAnnouncedSecure = options.isAnnounced
        let leasing = FakeLeasing()
        let server = try await ProxyServer(
            settings: settings,
            routing: RoutingTable([route] + options.otherRoutes + extraRoutes),
            leasing: leasing,
            logger: options.logger
        )
        let bound = try await server.start()
        guard case .tcp(_, let port) = bound.first else { throw CancellationError() }
        let secure = server.secureEndpoints.first
        let securePort = if case .tcp(_, let port) = secure { port } else { 0 }
        let proxy = TestProxy(
            server: server,
            port: port,
            worker: worker,
            gate: gate,
            leasing: leasing,
            live: live,
            securePort: securePort
        )
        do {
            let result = try await body(proxy)
            await proxy.stop()
            return result
        } catch {
            await proxy.stop()
            throw error
        }
    }

    func connect() async throws -> Wire { try await Wire.connect(to: port) }

    func connectSecurely(asking name: String? = nil) async throws -> Wire {
        try await Wire.connectSecurely(to: securePort, asking: name)
    }

    /// Sends raw bytes on a connection of their own, and gives everything that comes back until the proxy closes.
    func exchange(_ request: String) async throws -> String {
        let client = try await connect()
        try await client.send(request)
        _ = try await client.received { _ in client.hasEnded }
        await client.close()
        return client.received
    }

    private func stop() async {
        await worker.stop()
        await server.shutDown()
    }
}
