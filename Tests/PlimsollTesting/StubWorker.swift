// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import NIOCore
internal import NIOPosix
internal import Synchronization

/// A worker of raw bytes on a port of its own: a script says what each connection does, and what came is kept to be looked at.
package final class StubWorker: Sendable {
    package typealias Script = @Sendable (Wire) async throws -> Void

    private struct State {
        var connections: [Wire] = []
        var scripts: [Task<Void, any Error>] = []
    }

    /// 0: it listens on a unix socket.
    package let port: Int
    private let channel: any Channel
    private let state: SharedState

    private final class SharedState: Sendable {
        let value = Mutex(State())
    }

    private init(channel: any Channel, port: Int, state: SharedState) {
        self.channel = channel
        self.port = port
        self.state = state
    }

    /// - Parameters:
    ///   - path: of a unix socket to listen on, in place of a port.
    ///   - script: run for every connection; when it returns the connection stays as it is.
    package static func start(at path: String? = nil, _ script: @escaping Script) async throws -> StubWorker {
        let state = SharedState()
        let bootstrap = ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelInitializer { channel in
                Wire.install(on: channel).map { wire in
                    // Cancelled by `stop`.
                    let task = Task { try await script(wire) }
                    state.value.withLock { state in
                        state.connections.append(wire)
                        state.scripts.append(task)
                    }
                }
            }
        let channel =
            if let path {
                try await bootstrap.bind(unixDomainSocketPath: path).get()
            } else {
                try await bootstrap.bind(host: "127.0.0.1", port: 0).get()
            }
        return StubWorker(channel: channel, port: channel.localAddress?.port ?? 0, state: state)
    }

    /// A worker that answers every head, and takes no body.
    package static func answering(_ response: String) async throws -> StubWorker {
        try await start { wire in
            while let _ = try await wire.takeHead(within: .seconds(60)) { try await wire.send(response) }
        }
    }

    package var connections: [Wire] { state.value.withLock { $0.connections } }

    /// The connection with that number, once it is there.
    package func connection(_ index: Int = 0) async throws -> Wire {
        try await eventually("connection \(index)") { connections.count > index }
        return connections[index]
    }

    package func stop() async {
        try? await channel.close()
        let (connections, scripts) = state.value.withLock { ($0.connections, $0.scripts) }
        for script in scripts { script.cancel() }
        for connection in connections { await connection.close() }
    }
}
