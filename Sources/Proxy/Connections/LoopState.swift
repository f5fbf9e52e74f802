// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Fleet
internal import NIOCore

/// What the connections of one event loop share. Everything here belongs to that loop.
final class LoopState {
    let eventLoop: any EventLoop
    let settings: DataPlaneSettings
    let limits: PatienceLimits
    let leasing: any WorkerLeasing
    let counters: LoopCounters
    let wheel: DeadlineWheel
    let pool: WorkerPool
    let sessions = WorkerSessions()
    let flushes: FlushRound
    let accessLog: LoopAccessLog?
    let warnings: Warnings
    let pseudonym: Pseudonym
    var routing: RoutingTable
    /// Where requests without TLS go. Nil: nowhere else.
    var redirect: HTTPSRedirect?
    /// Whose first words are being read now.
    var greeting: ClientConnection?
    /// The line that tells browsers to come with TLS only. Nil: they are not told.
    let strictTransport: String?
    var requestIDs = RequestID.Source()
    /// No new requests: every connection closes after the one it has.
    private(set) var isDraining = false
    private var clients: [ObjectIdentifier: any Guest] = [:]
    private var whenEmpty: EventLoopPromise<Void>?
    private let totals: ConnectionTotal
    private let clientConnections: ClientConnections
    private let clientRates: ClientRates

    init(
        eventLoop: any EventLoop,
        settings: DataPlaneSettings,
        leasing: any WorkerLeasing,
        routing: RoutingTable,
        counters: LoopCounters,
        totals: ConnectionTotal,
        clientConnections: ClientConnections,
        clientRates: ClientRates,
        warnings: Warnings,
        pseudonym: Pseudonym
    ) {
        self.eventLoop = eventLoop
        self.settings = settings
        limits = PatienceLimits(settings.timeouts)
        self.leasing = leasing
        self.routing = routing
        self.counters = counters
        self.totals = totals
        self.clientConnections = clientConnections
        self.clientRates = clientRates
        self.warnings = warnings
        self.pseudonym = pseudonym
        accessLog = settings.accessLog.map { LoopAccessLog($0, on: eventLoop) }
        strictTransport = settings.strictTransport.map {
            "Strict-Transport-Security: max-age=\($0.components.seconds)\r\n"
        }
        wheel = DeadlineWheel(eventLoop: eventLoop)
        flushes = FlushRound(eventLoop: eventLoop)
        pool = WorkerPool(mostIdle: settings.mostIdleConnections)
    }

    /// - Returns: false: there are too many connections already.
    func opened(_ client: ClientConnection) -> Bool {
        clients[ObjectIdentifier(client)] = client
        counters.connectionOpened()
        let isAdmitted = totals.enter(atMost: settings.mostConnections)
        if !isAdmitted { counters.connectionRefused() }
        return isAdmitted
    }

    /// The same connection, which speaks HTTP/2 from now on.
    func handOver(from client: ClientConnection, to session: ClientSession) {
        guard clients.removeValue(forKey: ObjectIdentifier(client)) != nil else { return }
        clients[ObjectIdentifier(session)] = session
    }

    /// Counts a connection of a client that has said who it is. Proxies that we trust have as many as they like.
    /// - Returns: what it is counted under until it closes. Nil: not at all.
    func admit(_ peer: Peer) -> Admission {
        guard let limit = settings.mostClientConnections, !peer.isTrusted, let address = peer.address else {
            return .uncounted
        }
        let key = ClientKey(address)
        if clientConnections.enter(key, atMost: limit) { return .counted(key) }
        counters.connectionRefused()
        return .refused
    }

    enum Admission {
        case uncounted, refused
        case counted(ClientKey)
    }

    /// - Returns: when the client may ask again. Nil: now.
    func refusal(of origin: Origin, by rate: ClientRate, _ service: ServiceName?) -> TimeAmount? {
        guard let address = origin.address else { return nil }
        return clientRates.refusal(of: address, rate, service, at: .now())
    }

    func closed(_ client: any Guest) {
        guard clients.removeValue(forKey: ObjectIdentifier(client)) != nil else { return }
        if let key = client.countedAs { clientConnections.leave(key) }
        counters.connectionClosed()
        totals.leave()
        if clients.isEmpty {
            whenEmpty?.succeed()
            whenEmpty = nil
        }
    }

    /// Succeeds when no client is left. Who still has a request at `deadline` is cut off.
    func drain(until deadline: NIODeadline) -> EventLoopFuture<Void> {
        isDraining = true
        let promise = eventLoop.makePromise(of: Void.self)
        guard !clients.isEmpty else {
            promise.succeed()
            return promise.futureResult
        }
        if let earlier = whenEmpty { promise.futureResult.cascade(to: earlier) }
        whenEmpty = promise
        for client in Array(clients.values) { client.closeIfIdle() }
        let cut = eventLoop.assumeIsolated().scheduleTask(deadline: deadline) {
            for client in Array(self.clients.values) { client.cutForShutdown() }
        }
        promise.futureResult.whenComplete { _ in cut.cancel() }
        return promise.futureResult
    }

    func closePool() {
        pool.closeAll()
        sessions.closeAll()
    }
}

@available(*, unavailable)
extension LoopState: Sendable {}
