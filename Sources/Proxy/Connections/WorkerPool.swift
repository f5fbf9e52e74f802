// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Fleet
internal import NIOCore

/// One loop's unused connections to workers, under the worker's epoch: none outlives the worker it was opened to, and the address
/// of a worker that is gone may be another's.
final class WorkerPool {
    private let mostIdle: Int
    private var kept: [UInt64: KeptConnections] = [:]
    /// What is remembered of workers is forgotten beyond this, oldest first.
    private static let mostWorkers = 1024

    init(mostIdle: Int) {
        self.mostIdle = mostIdle
    }

    /// The connection used last, which is the least likely to be closed by now.
    /// - Parameter isRepeatable: the request may be sent again where the connection proves closed.
    func take(for worker: LiveWorker, isRepeatable: Bool) -> WorkerConnection? {
        if isRepeatable {
            while let connection = kept[worker.epoch]?.connections.popLast() {
                if connection.isOpen { return connection }
            }
            return nil
        }
        let now = NIODeadline.now()
        guard let limit = kept[worker.epoch]?.surelyOpen(at: now) else { return nil }
        while let connection = kept[worker.epoch]?.connections.popLast() {
            if now - connection.idleSince < limit, connection.isQuiet { return connection }
            connection.close()
        }
        return nil
    }

    /// - Returns: whether there was room for it.
    func keep(_ connection: WorkerConnection) -> Bool {
        if kept[connection.epoch] == nil { makeRoom() }
        guard (kept[connection.epoch]?.connections.count ?? 0) < mostIdle else { return false }
        kept[connection.epoch, default: .init()].add(connection)
        return true
    }

    func remove(_ connection: WorkerConnection, isClosedByWorker: Bool) {
        kept[connection.epoch]?.remove(connection, isClosedByWorker: isClosedByWorker, now: .now())
    }

    /// The worker cannot be reached: what is still open to it is of no use.
    func drop(epoch: UInt64) {
        for connection in kept.removeValue(forKey: epoch)?.connections ?? [] { connection.close() }
    }

    func closeAll() {
        for epoch in Array(kept.keys) { drop(epoch: epoch) }
    }

    /// Closes what nobody uses, for whoever needs its file descriptors.
    /// - Returns: whether there was any.
    func makeWay() -> Bool {
        let isAny = kept.values.contains { !$0.connections.isEmpty }
        closeAll()
        return isAny
    }

    private func makeRoom() {
        guard kept.count >= Self.mostWorkers, let oldest = kept.keys.min() else { return }
        drop(epoch: oldest)
    }
}

@available(*, unavailable)
extension WorkerPool: Sendable {}
