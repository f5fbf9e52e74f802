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

    private enum Upload {
        case head
        case length(left: UInt64)
        case chunked
        case complete
        /// It was malformed, or is not wanted any more.
        case refused
    }

    private let client: ClientConnection
    private var upload = Upload.head
    private var response = ResponseReader()
    private var isToHEAD = false

    init(_ client: ClientConnection) {
        self.client = client
    }

    // MARK: The request

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .headers(let headers):
            if case .head = upload {
                headCame(headers.headers, endsStream: headers.endStream, context)
            } else {
                trailersCame(headers.headers, endsStream: headers.endStream, context)
            }
        case .data(let piece):
            guard case .byteBuffer(let bytes) = piece.data else { return }
            dataCame(bytes, endsStream: piece.endStream, context)
        case .priority, .rstStream, .settings, .pushPromise, .ping, .goAway, .windowUpdate, .alternativeService,
            .origin:
            break
        }
    }

    private func headCame(_ headers: HPACKHeaders, endsStream: Bool, _ context: ChannelHandlerContext) {
        guard let request = RequestTranslation(headers, endsStream: endsStream) else { return refuse(context) }
        switch request.framing {
        case .length(let length): upload = .length(left: length)
        case .chunked: upload = .chunked
        case .none, .untilClose: upload = .complete
        }
        isToHEAD = request.method == "HEAD"
        var head = ByteBuffer()
        request.write(to: &head)
        pass(head, context)
    }

    private func dataCame(_ bytes: ByteBuffer, endsStream: Bool, _ context: ChannelHandlerContext) {
        switch upload {
        case .head, .complete: refuse(context)
        case .refused: break
        case .length(let left):
            guard UInt64(bytes.readableBytes) <= left, !endsStream || UInt64(bytes.readableBytes) == left else {
                return refuse(context)
            }
            upload = endsStream ? .complete : .length(left: left - UInt64(bytes.readableBytes))
            if bytes.readableBytes > 0 { pass(bytes, context) }
        case .chunked:
            if endsStream { upload = .complete }
            var frame = ByteBuffer()
            if bytes.readableBytes > 0 {
                ChunkWriter.writeSize(bytes.readableBytes, to: &frame)
                pass(frame, context)
                pass(bytes, context)
                frame.clear()
                frame.writeStaticString("\r\n")
            }
            if endsStream { frame.writeStaticString("0\r\n\r\n") }
            if frame.readableBytes > 0 { pass(frame, context) }
        }
    }

    private func trailersCame(_ trailers: HPACKHeaders, endsStream: Bool, _ context: ChannelHandlerContext) {
        guard endsStream, let fields = TrailerTranslation(trailers) else { return refuse(context) }
        switch upload {
        case .head, .complete: refuse(context)
        case .refused: break
        case .length(let left):
            guard left == 0 else { return refuse(context) }
            upload = .complete
        case .chunked:
            upload = .complete
            pass(fields.lastChunk, context)
        }
    }

    private func pass(_ bytes: ByteBuffer, _ context: ChannelHandlerContext) {
        context.fireChannelRead(wrapInboundOut(bytes))
    }

    private func refuse(_ context: ChannelHandlerContext) {
        if case .refused = upload { return }
        if case .head = upload { client.noteMalformed() }
        upload = .refused
        context.writeAndFlush(wrapOutboundOut(.rstStream(.protocolError)), promise: nil)
    }

    private var isRequestRead: Bool {
        if case .complete = upload { true } else { false }
    }

    // MARK: The response

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let bytes = unwrapOutboundIn(data)
        if bytes.readableBytes > 0 {
            response.came(bytes, isToHEAD: isToHEAD)
            send(context)
        }
        guard let promise else { return }
        if let end = response.end { end.cascade(to: promise) } else { promise.succeed() }
    }

    func flush(context: ChannelHandlerContext) {
        if let piece = response.takeHeld() { write(piece, endsStream: false, context) }
        context.flush()
    }

    private func send(_ context: ChannelHandlerContext) {
        while let part = response.next() {
            switch part {
            case .head(let headers, let endsStream):
                let promise = endsStream ? context.eventLoop.makePromise(of: Void.self) : nil
                response.end = promise?.futureResult
                let frame = HTTP2Frame.FramePayload.Headers(headers: headers, endStream: endsStream)
                context.write(wrapOutboundOut(.headers(frame)), promise: promise)
            case .data(let piece): write(piece, endsStream: false, context)
            case .end(let last, let trailers):
                guard let trailers, !trailers.isEmpty else {
                    write(last ?? ByteBuffer(), endsStream: true, context)
                    continue
                }
                if let last { write(last, endsStream: false, context) }
                let promise = context.eventLoop.makePromise(of: Void.self)
                response.end = promise.futureResult
                context.write(
                    wrapOutboundOut(.headers(.init(headers: trailers, endStream: true))),
                    promise: promise
                )
            }
        }
    }

    private func write(_ piece: ByteBuffer, endsStream: Bool, _ context: ChannelHandlerContext) {
        let promise = endsStream ? context.eventLoop.makePromise(of: Void.self) : nil
        if let promise { response.end = promise.futureResult }
        context.write(wrapOutboundOut(.data(.init(data: .byteBuffer(piece), endStream: endsStream))), promise: promise)
    }

    /// A stream has no halves that could be closed: its frames say where each ends.
    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        switch mode {
        case .input: promise?.succeed()
        case .output:
            promise?.succeed()
            guard response.end != nil, !isRequestRead else { return }
            // RFC 9113, section 8.1: the answer is whole, and what else there is of the request need not come.
            upload = .refused
            context.writeAndFlush(wrapOutboundOut(.rstStream(.noError)), promise: nil)
        case .all:
            if response.end == nil, context.channel.isActive, !isRefused {
                context.writeAndFlush(wrapOutboundOut(.rstStream(.internalError)), promise: nil)
            }
            context.close(mode: .all, promise: promise)
        }
    }

    private var isRefused: Bool {
        if case .refused = upload { true } else { false }
    }
}

@available(*, unavailable)
extension ClientStream: Sendable {}
