// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Fleet
internal import NIOCore

/// One loop's connections to workers with HTTP/2, under the worker's epoch: each has as many streams as it may, and one more is opened when
/// all are full.
final class WorkerSessions {
    enum Outcome {
        /// - Parameter isFresh: the connection was opened for it.
        case opened(WorkerConnection, isFresh: Bool)
        case unreachable
        case outOfSockets
    }

    typealias Finish = (Outcome) -> Void

    private var sessions: [UInt64: [WorkerSession]] = [:]
    /// Who waits for a connection that is being opened.
    private var waiting: [UInt64: [Finish]] = [:]

    /// - Parameter finish: called on the loop.
    func openStream(to worker: LiveWorker, loop: LoopState, _ finish: @escaping Finish) {
        if let session = sessions[worker.epoch]?.first(where: \.hasRoom) { return Self.open(on: session, finish) }
        if waiting[worker.epoch] != nil {
            waiting[worker.epoch]?.append(finish)
            return
        }
        waiting[worker.epoch] = [finish]
        WorkerConnector.open(to: worker, loop: loop) { result in
            let those = self.waiting.removeValue(forKey: worker.epoch) ?? []
            switch result {
            case .failure(let failure):
                for finish in those { finish(failure == .outOfSockets ? .outOfSockets : .unreachable) }
            case .success(let channel):
                guard let session = try? WorkerSession.begin(on: channel, epoch: worker.epoch, loop: loop) else {
                    channel.close(promise: nil)
                    for finish in those { finish(.unreachable) }
                    return
                }
                self.sessions[worker.epoch, default: []].append(session)
                // Those for whom there is no room open another.
                for finish in those { self.openStream(to: worker, loop: loop, finish) }
            }
        }
    }

    func remove(_ session: WorkerSession) {
        sessions[session.epoch]?.removeAll { $0 === session }
        if sessions[session.epoch]?.isEmpty == true { sessions[session.epoch] = nil }
    }

    /// The worker cannot be reached: what is still open to it takes no more.
    func drop(epoch: UInt64) {
        for session in sessions[epoch] ?? [] { session.end() }
    }

    func closeAll() {
        for session in sessions.values.flatMap(\.self) { session.close() }
    }

    private static func open(on session: WorkerSession, _ finish: @escaping Finish) {
        let isFresh = !session.isUsed
        session.openStream { connection in
            if let connection { finish(.opened(connection, isFresh: isFresh)) } else { finish(.unreachable) }
        }
    }
}

@available(*, unavailable)
extension WorkerSessions: Sendable {}
