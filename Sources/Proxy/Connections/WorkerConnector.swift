// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Fleet
internal import Listeners
internal import NIOCore
internal import NIOPosix

/// Opens connections to workers, on the loop of the client they are for.
enum WorkerConnector {
    /// What is held for a peer that does not read, before the other side is no longer read.
    static let waterMark = ChannelOptions.Types.WriteBufferWaterMark(low: 32 << 10, high: 128 << 10)

    /// What the system holds of a worker that sends faster than its client reads.
    private static let receiveBuffer: ChannelOptions.Types.SocketOption.Value = 192 << 10

    enum Outcome {
        case connected(WorkerConnection)
        case unreachable
        /// The failure is this host's, not the worker's.
        case outOfSockets
    }

    enum Failure: Error {
        case unreachable, outOfSockets
    }

    /// - Parameter finish: called on the loop.
    static func connect(
        to worker: LiveWorker,
        loop: LoopState,
        _ finish: @escaping (Outcome) -> Void
    ) {
        open(to: worker, loop: loop) { result in
            switch result {
            case .failure(.unreachable): finish(.unreachable)
            case .failure(.outOfSockets): finish(.outOfSockets)
            case .success(let channel):
                let connection = WorkerConnection(epoch: worker.epoch, loop: loop)
                guard (try? channel.pipeline.syncOperations.addHandler(connection)) != nil else {
                    channel.close(promise: nil)
                    return finish(.unreachable)
                }
                finish(.connected(connection))
            }
        }
    }

    /// Opens a channel without handlers.
    /// - Parameter finish: called on the loop.
    static func open(
        to worker: LiveWorker,
        loop: LoopState,
        _ finish: @escaping (Result<any Channel, Failure>) -> Void
    ) {
        let bootstrap = ClientBootstrap(group: loop.eventLoop)
            .channelOption(.autoRead, value: false)
            .channelOption(.socketOption(.so_rcvbuf), value: receiveBuffer)
            .channelOption(.maxMessagesPerRead, value: 1)
            .channelOption(.allowRemoteHalfClosure, value: true)
            .channelOption(.writeBufferWaterMark, value: waterMark)
            .connectTimeout(TimeAmount(loop.settings.timeouts.workerConnect))
        let connected: EventLoopFuture<any Channel>
        switch worker.endpoint {
        case .tcp(let host, let port):
            let eager = bootstrap.channelOption(.tcpOption(.tcp_nodelay), value: 1)
            if let address = try? SocketAddress(ipAddress: host, port: port) {
                connected = eager.connect(to: address)
            } else {
                connected = eager.connect(host: host, port: port)
            }
        case .unix(let path): connected = bootstrap.connect(unixDomainSocketPath: path)
        }
        connected.assumeIsolated().whenComplete { result in
            switch result {
            case .failure(let error):
                guard let error = error as? IOError, HostShortage.isCause(of: error) else {
                    return finish(.failure(.unreachable))
                }
                loop.warnings.outOfSockets("connect", error)
                finish(.failure(.outOfSockets))
            case .success(let channel): finish(channel.isActive ? .success(channel) : .failure(.unreachable))
            }
        }
    }
}
