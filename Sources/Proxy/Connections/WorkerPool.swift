// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Fleet

/// One loop's unused connections to workers, under the worker's epoch: none outlives the worker it was opened to, and the address
/// of a worker that is gone may be another's.
final class WorkerPool {
    private let mostIdle: Int
    private var idle: [UInt64: [WorkerConnection]] = [:]

    init(mostIdle: Int) {
        self.mostIdle = mostIdle
    }

    /// The connection used last, which is the least likely to be closed by now.
    func take(for worker: LiveWorker) -> WorkerConnection? {
        idle[worker.epoch]?.popLast()
    }

    /// - Returns: whether there was room for it.
    func keep(_ connection: WorkerConnection) -> Bool {
        guard idle[connection.epoch, default: []].count < mostIdle else { return false }
        idle[connection.epoch, default: []].append(connection)
        return true
    }

    func remove(_ connection: WorkerConnection) {
        guard let index = idle[connection.epoch]?.firstIndex(where: { $0 === connection }) else { return }
        idle[connection.epoch]?.remove(at: index)
        if idle[connection.epoch]?.isEmpty == true { idle[connection.epoch] = nil }
    }

    /// The worker cannot be reached: what is still open to it is of no use.
    func drop(epoch: UInt64) {
        for connection in idle.removeValue(forKey: epoch) ?? [] { connection.close() }
    }

    func closeAll() {
        for epoch in Array(idle.keys) { drop(epoch: epoch) }
    }
}

@available(*, unavailable)
extension WorkerPool: Sendable {}
