// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import NIOCore
internal import NIOSSL

/// The outermost handler of a connection to a secure listener. TLS is put behind it once the client has begun to speak it: until
/// then a connection costs no more than any other, and who speaks plain HTTP is told so in plain HTTP.
final class SecureEntrance: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    /// The first byte of a TLS connection: a record of type handshake, RFC 8446, section 5.1.
    private static let handshake: UInt8 = 0x16
    /// What TLS keeps of its buffer to write to.
    private static let mostKept = 16 << 10

    private let tls: NIOSSLContext
    private let loop: LoopState
    private var client: ClientConnection?
    private var context: ChannelHandlerContext?
    private var hasBegun = false
    private(set) var isHoldingBack = false

    init(_ tls: NIOSSLContext, for client: ClientConnection, loop: LoopState) {
        self.tls = tls
        self.client = client
        self.loop = loop
    }

    /// Closes beneath TLS, without its goodbye: the client sees that what it got is not the whole.
    func abort() {
        context?.close(promise: nil)
    }

    /// The client has ended its side, and NIO would now hand over all that the system holds of it, however much that is. From now on
    /// it comes as it is asked for. Nothing happens if the client has not.
    func holdBack() {
        guard !isHoldingBack, let context, hasPeerEnded(context) else { return }
        isHoldingBack = true
        try? context.pipeline.syncOperations.addHandler(HeldInput(), position: .before(self))
    }

    private func hasPeerEnded(_ context: ChannelHandlerContext) -> Bool {
        let answer = try? context.pipeline.syncOperations.withUnsafeTransportIfAvailable(of: CInt.self) {
            TCPInfo.hasPeerEnded($0)
        }
        return answer == true
    }

    /// Its handler has made way for others.
    func forgetClient() {
        client = nil
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        client = nil
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard hasBegun || begins(with: unwrapInboundIn(data), context) else { return }
        // Whoever asks for a certificate in the course of this is this client.
        loop.greeting = client
        context.fireChannelRead(data)
        loop.greeting = nil
    }

    /// Whether the first bytes are to be read on: not if they were answered already.
    private func begins(with bytes: ByteBuffer, _ context: ChannelHandlerContext) -> Bool {
        guard let first = bytes.readableBytesView.first else { return true }
        hasBegun = true
        guard first == Self.handshake else {
            client?.refusePlainText()
            return false
        }
        var configuration = NIOSSLHandler.Configuration()
        configuration.maximumPreservedOutboundBufferCapacity = Self.mostKept
        let handler = NIOSSLServerHandler(context: tls, customVerificationCallback: nil, configuration: configuration)
        do {
            try context.pipeline.syncOperations.addHandler(handler, position: .after(self))
            return true
        } catch {
            abort()
            return false
        }
    }
}

@available(*, unavailable)
extension SecureEntrance: Sendable {}
