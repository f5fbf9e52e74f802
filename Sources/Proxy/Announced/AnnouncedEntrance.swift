// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import NIOCore

/// The outermost handler of a connection to a listener that only proxies connect to: it takes the PROXY header off, before TLS, and goes.
/// The time for it is that for the head of the first request.
final class AnnouncedEntrance: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer

    private let loop: LoopState
    private var client: ClientConnection?
    private var inbound = ByteBuffer()
    private var isRefused = false

    init(for client: ClientConnection, loop: LoopState) {
        self.client = client
        self.loop = loop
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        client = nil
    }

    func channelActive(context: ChannelHandlerContext) {
        context.fireChannelActive()
        let trusted = loop.settings.trustedProxies
        if !trusted.isEmpty, !trusted.contain(client?.peer.address) { refuse("it is none of trusted_proxies", context) }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isRefused else { return }
        inbound.writeImmutableBuffer(unwrapInboundIn(data))
        switch inbound.withUnsafeReadableBytes({ ProxyHeader.read($0) }) {
        case .incomplete: break
        case .refused(let fault): refuse("it sent \(fault.rawValue)", context)
        case .complete(let header, let length):
            inbound.moveReaderIndex(forwardBy: length)
            client?.announced(header)
            let rest = inbound
            inbound = ByteBuffer()
            if rest.readableBytes > 0 { context.fireChannelRead(NIOAny(rest)) }
            context.pipeline.syncOperations.removeHandler(self, promise: nil)
        }
    }

    private func refuse(_ reason: String, _ context: ChannelHandlerContext) {
        isRefused = true
        let peer = String(decoding: client?.peer.text ?? [], as: UTF8.self)
        loop.warnings.connectionRefused(peer: peer, reason: reason)
        context.close(promise: nil)
    }
}

@available(*, unavailable)
extension AnnouncedEntrance: Sendable {}
