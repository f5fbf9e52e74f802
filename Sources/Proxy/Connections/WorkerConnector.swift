// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Fleet
internal import NIOCore
internal import NIOPosix

/// Opens connections to workers, on the loop of the client they are for.
enum WorkerConnector {
    /// What is held for a peer that does not read, before the other side is no longer read.
    static let waterMark = ChannelOptions.Types.WriteBufferWaterMark(low: 32 << 10, high: 128 << 10)

    /// When a worker has ended its side, all that the system holds of what it sent comes at once, wanted or not: so much it may be.
    private static let receiveBuffer: ChannelOptions.Types.SocketOption.Value = 192 << 10

    /// - Parameter finish: called on the loop, with nil if the worker cannot be reached.
    static func connect(
        to worker: LiveWorker,
        loop: LoopState,
        _ finish: @escaping (WorkerConnection?) -> Void
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
            guard case .success(let channel) = result, channel.isActive else { return finish(nil) }
            let connection = WorkerConnection(epoch: worker.epoch, loop: loop)
            do {
                try channel.pipeline.syncOperations.addHandler(connection)
            } catch {
                channel.close(promise: nil)
                return finish(nil)
            }
            finish(connection)
        }
    }
}
