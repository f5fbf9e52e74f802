// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import NIOCore
internal import NIOHPACK
internal import NIOHTTP2

/// One stream of a client, as a connection with HTTP/1.1 that has one request: the relay behind it knows nothing else.
///
/// What is malformed ends the stream before any of it is passed on; a body that ends too soon or too late, in the middle.
final class ClientStream: ChannelDuplexHandler {
    typealias InboundIn = HTTP2Frame.FramePayload
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = HTTP2Frame.FramePayload

    private let client: ClientConnection
    private var request = FramedMessage()
    /// It was malformed, or is not wanted any more.
    private var isRefused = false
    private var response = ResponseReader()
    /// All of the response has gone out.
    private var hasAnswered = false
    private var isToHEAD = false

    init(_ client: ClientConnection) {
        self.client = client
    }

    // MARK: The request

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isRefused else { return }
        if let pieces = request.came(unwrapInboundIn(data), translate: head) {
            return pieces.forEach { context.fireChannelRead(wrapInboundOut($0)) }
        }
        isRefused = true
        if !request.hasBegun { client.noteMalformed() }
        context.writeAndFlush(wrapOutboundOut(.rstStream(.protocolError)), promise: nil)
    }

    private func head(_ headers: HPACKHeaders, endsStream: Bool) -> FramedMessage.Head? {
        guard let translation = RequestTranslation(headers, endsStream: endsStream) else { return nil }
        isToHEAD = translation.method == "HEAD"
        var head = ByteBuffer()
        translation.write(to: &head)
        return (head, translation.framing)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if !error.isLateWindow { context.fireErrorCaught(error) }
    }

    // MARK: The response

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let bytes = unwrapOutboundIn(data)
        if bytes.readableBytes > 0 {
            response.came(bytes, isToHEAD: isToHEAD)
            while let part = response.next() { part.write { send($0, endsStream: $1, context) } }
        }
        guard let promise else { return }
        if let end = response.end { end.cascade(to: promise) } else { promise.succeed() }
    }

    func flush(context: ChannelHandlerContext) {
        if let piece = response.takeHeld() { MessagePart.data(piece).write { send($0, endsStream: $1, context) } }
        context.flush()
    }

    private func send(_ frame: HTTP2Frame.FramePayload, endsStream: Bool, _ context: ChannelHandlerContext) {
        let promise = endsStream ? context.eventLoop.makePromise(of: Void.self) : nil
        if let promise { response.end = promise.futureResult }
        context.write(wrapOutboundOut(frame), promise: promise)
    }

    /// A stream has no halves that could be closed: its frames say where each ends.
    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        switch mode {
        case .input: promise?.succeed()
        // Not reset at once, though the request may go on: some clients show nothing of an answer that a reset follows closely.
        case .output:
            promise?.succeed()
            hasAnswered = response.end != nil
        case .all:
            if context.channel.isActive, !isRefused { reset(context) }
            context.close(mode: .all, promise: promise)
        }
    }

    private func reset(_ context: ChannelHandlerContext) {
        if response.end == nil {
            context.writeAndFlush(wrapOutboundOut(.rstStream(.internalError)), promise: nil)
        } else if hasAnswered, !request.isComplete {
            // RFC 9113, section 8.1: the answer is whole, and what else there is of the request need not come.
            context.writeAndFlush(wrapOutboundOut(.rstStream(.noError)), promise: nil)
        }
    }
}

@available(*, unavailable)
extension ClientStream: Sendable {}
