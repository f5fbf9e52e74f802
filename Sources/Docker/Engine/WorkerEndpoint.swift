// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Fleet

/// Where a container is reached, as far as the engine tells.
struct WorkerEndpoint {
    /// An address nobody listens at: of a worker that has ended before it could be asked for its own.
    static let nobody = Endpoint.tcp(host: "127.0.0.1", port: 0)

    var settings: DockerEngineSettings
    var port: Int

    /// - Parameter published: the host's port for `port`, if it is published.
    func found(in network: NetworkSettings?, published: Int?) -> Endpoint? {
        switch settings.connectMode {
        case .network: network?.address(on: settings.network).map { .tcp(host: $0, port: port) }
        case .hostPort: published.map { .tcp(host: settings.publishedHost, port: $0) }
        }
    }
}
