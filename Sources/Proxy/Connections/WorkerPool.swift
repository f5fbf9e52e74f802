// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Fleet
internal import NIOCore

/// One loop's unused connections to workers, under the worker's epoch: none outlives the worker it was opened to, and the address
/// of a worker that is gone may be another's.
final class WorkerPool {
    private let mostIdle: Int
    private var kept: [UInt64: KeptConnections] = [:]
    /// Of the worker that was asked for last, which is mostly the one asked for next.
    private var latest: (epoch: UInt64, connections: KeptConnections)?
    /// What is remembered of workers is forgotten beyond this, oldest first.
    private static let mostWorkers = 1024

    init(mostIdle: Int) {
        self.mostIdle = mostIdle
    }

    /// A connection that is open.
    /// - Parameter isRepeatable: the request may be sent again where the connection proves closed.
    func take(for worker: LiveWorker, isRepeatable: Bool) -> WorkerConnection? {
        guard let connections = connections(of: worker.epoch) else { return nil }
        return isRepeatable ? connections.take() : connections.takeQuiet(at: .now())
    }

    /// - Returns: whether there was room for it.
    func keep(_ connection: WorkerConnection) -> Bool {
        let connections = connections(of: connection.epoch) ?? begin(connection.epoch)
        guard connections.count < mostIdle else { return false }
        connections.add(connection)
        return true
    }

    func remove(_ connection: WorkerConnection, isClosedByWorker: Bool) {
        kept[connection.epoch]?.remove(connection, isClosedByWorker: isClosedByWorker, now: .now())
    }

    /// The worker cannot be reached: what is still open to it is of no use.
    func drop(epoch: UInt64) {
        if latest?.epoch == epoch { latest = nil }
        kept.removeValue(forKey: epoch)?.closeAll()
    }

    func closeAll() {
        for epoch in Array(kept.keys) { drop(epoch: epoch) }
    }

    /// Closes what nobody uses, for whoever needs its file descriptors.
    /// - Returns: whether there was any.
    func makeWay() -> Bool {
        let isAny = kept.values.contains { $0.count > 0 }
        closeAll()
        return isAny
    }

    private func connections(of epoch: UInt64) -> KeptConnections? {
        if let latest, latest.epoch == epoch { return latest.connections }
        guard let connections = kept[epoch] else { return nil }
        latest = (epoch, connections)
        return connections
    }

    private func begin(_ epoch: UInt64) -> KeptConnections {
        if kept.count >= Self.mostWorkers, let oldest = kept.keys.min() { drop(epoch: oldest) }
        let connections = KeptConnections()
        kept[epoch] = connections
        return connections
    }
}

@available(*, unavailable)
extension WorkerPool: Sendable {}
