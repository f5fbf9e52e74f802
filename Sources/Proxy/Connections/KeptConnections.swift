// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import NIOCore

/// One worker's unused connections, and what is known of how long it keeps them open.
///
/// A request that must not be done twice cannot be sent again where its connection proves closed. So it only goes to one that the
/// worker will hardly close at this very moment.
final class KeptConnections {
    /// Used last is last.
    private var connections: [WorkerConnection] = []
    /// It was seen to keep a connection open between requests.
    private var isKnownToKeep = false
    /// The shortest time after which it closed one.
    private var shortestLife: TimeAmount?

    /// A server that closes after each response, without a word, does so sooner than this.
    private static let proof = TimeAmount.seconds(1)
    /// Servers close unused connections after 2 s and more.
    private static let longest = TimeAmount.seconds(1)

    var count: Int { connections.count }

    func add(_ connection: WorkerConnection) {
        if connection.hasBeenReused { isKnownToKeep = true }
        connections.append(connection)
    }

    /// The one used last, which is the least likely to be closed by now.
    func take() -> WorkerConnection? {
        while let connection = connections.popLast() {
            if connection.isOpen { return connection }
        }
        return nil
    }

    /// One that is surely open.
    func takeQuiet(at now: NIODeadline) -> WorkerConnection? {
        guard let limit = surelyOpen(at: now) else { return nil }
        while let connection = connections.popLast() {
            if now - connection.idleSince < limit, connection.isQuiet { return connection }
            connection.close()
        }
        return nil
    }

    func remove(_ connection: WorkerConnection, isClosedByWorker: Bool, now: NIODeadline) {
        guard let index = connections.lastIndex(where: { $0 === connection }) else { return }
        connections.remove(at: index)
        guard isClosedByWorker else { return }
        let life = now - connection.idleSince
        shortestLife = min(shortestLife ?? life, life)
    }

    func closeAll() {
        let all = connections
        connections = []
        for connection in all { connection.close() }
    }

    /// How long a connection may have been unused to be surely open still. Nil: there is none.
    private func surelyOpen(at now: NIODeadline) -> TimeAmount? {
        // A loop that was busy may not have heard of the end yet: the kernel has.
        if let oldest = connections.first, now - oldest.idleSince > Self.proof, oldest.isQuiet { isKnownToKeep = true }
        guard isKnownToKeep else { return nil }
        guard let shortestLife else { return Self.longest }
        return min(Self.longest, TimeAmount.nanoseconds(shortestLife.nanoseconds / 2))
    }
}

@available(*, unavailable)
extension KeptConnections: Sendable {}
