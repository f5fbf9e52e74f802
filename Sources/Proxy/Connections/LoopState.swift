// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Fleet
internal import NIOCore

/// What the connections of one event loop share. Everything here belongs to that loop.
final class LoopState {
    let eventLoop: any EventLoop
    let settings: DataPlaneSettings
    let leasing: any WorkerLeasing
    let counters: LoopCounters
    let wheel: DeadlineWheel
    let pool: WorkerPool
    let flushes: FlushRound
    let accessLog: LoopAccessLog?
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

    init(
        eventLoop: any EventLoop,
        settings: DataPlaneSettings,
        leasing: any WorkerLeasing,
        routing: RoutingTable,
        counters: LoopCounters,
        totals: ConnectionTotal
    ) {
        self.eventLoop = eventLoop
        self.settings = settings
        self.leasing = leasing
        self.routing = routing
        self.counters = counters
        self.totals = totals
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

    func closed(_ client: any Guest) {
        guard clients.removeValue(forKey: ObjectIdentifier(client)) != nil else { return }
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
    }
}

@available(*, unavailable)
extension LoopState: Sendable {}
