// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import NIOCore
internal import NIOPosix
internal import NIOSSL

/// Connections with TLS, of a client that takes any certificate and looks at it.
extension Wire {
    package enum Version: Sendable {
        case any, tls11, tls12
    }

    /// - Parameter name: what it asks for. Nil: nothing.
    package static func connectSecurely(
        to port: Int,
        asking name: String? = nil,
        version: Version = .any,
        protocols: [String] = [],
        announcedBy header: [UInt8] = []
    ) async throws -> Wire {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.certificateVerification = .none
        configuration.applicationProtocols = protocols
        switch version {
        case .any: break
        case .tls11: configuration.maximumTLSVersion = .tlsv11
        case .tls12: configuration.maximumTLSVersion = .tlsv12
        }
        let context = try NIOSSLContext(configuration: configuration)
        return try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(.allowRemoteHalfClosure, value: true)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .connect(host: "127.0.0.1", port: port) { channel in
                do {
                    let handler = try NIOSSLClientHandler(context: context, serverHostname: name)
                    try channel.pipeline.syncOperations.addHandler(Announcer(header))
                    try channel.pipeline.syncOperations.addHandler(handler)
                    return Wire.install(on: channel)
                } catch {
                    return channel.eventLoop.makeFailedFuture(error)
                }
            }
    }

    /// The names in the certificate that was served. Nil: none was, yet.
    package func servedNames() async throws -> [String]? {
        let channel = channel
        return try await channel.eventLoop.submit { () -> [String]? in
            guard let certificate = try channel.pipeline.syncOperations.nioSSL_peerCertificate() else { return nil }
            return certificate._subjectAlternativeNames().map { String(decoding: $0.contents, as: UTF8.self) }
        }.get()
    }

    /// Closes the connection beneath TLS, without its goodbye.
    package func closeWithoutGoodbye() async throws {
        let channel = channel
        try await channel.eventLoop.submit {
            let handler = try channel.pipeline.syncOperations.handler(type: NIOSSLClientHandler.self)
            try channel.pipeline.syncOperations.context(handler: handler).close(promise: nil)
        }.get()
    }
}

/// Sends what comes before TLS.
private final class Announcer: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    private let header: [UInt8]

    init(_ header: [UInt8]) {
        self.header = header
    }

    func channelActive(context: ChannelHandlerContext) {
        if !header.isEmpty { context.writeAndFlush(NIOAny(ByteBuffer(bytes: header)), promise: nil) }
        context.fireChannelActive()
    }
}
