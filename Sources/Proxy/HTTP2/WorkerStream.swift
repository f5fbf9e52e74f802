// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import NIOCore
internal import NIOHPACK
internal import NIOHTTP2

/// One stream to a worker, as a connection with HTTP/1.1 that has one request: `ClientStream` the other way round.
final class WorkerStream: ChannelDuplexHandler {
    typealias InboundIn = HTTP2Frame.FramePayload
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = HTTP2Frame.FramePayload

    private let connection: WorkerConnection
    private let session: WorkerSession
    private var request = RequestReader()
    private var response = FramedMessage()
    private var isRefused = false

    init(_ connection: WorkerConnection, of session: WorkerSession) {
        self.connection = connection
        self.session = session
    }

    // MARK: The request

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        request.came(unwrapOutboundIn(data))
        while let part = request.next() { part.write { frame, _ in send(frame, context) } }
        promise?.succeed()
    }

    func flush(context: ChannelHandlerContext) {
        if let piece = request.takeHeld() { MessagePart.data(piece).write { frame, _ in send(frame, context) } }
        context.flush()
    }

    private func send(_ frame: HTTP2Frame.FramePayload, _ context: ChannelHandlerContext) {
        context.write(wrapOutboundOut(frame), promise: nil)
    }

    /// Once both sides have ended there is nothing left to close.
    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        guard mode == .all, !(request.isComplete && response.isComplete) else {
            promise?.succeed()
            return
        }
        context.close(mode: .all, promise: promise)
    }

    // MARK: The response

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isRefused else { return }
        let frame = unwrapInboundIn(data)
        if case .rstStream(let code) = frame { connection.wasReset = code != .refusedStream }
        if let pieces = response.came(frame, translate: head) {
            return pieces.forEach { context.fireChannelRead(wrapInboundOut($0)) }
        }
        isRefused = true
        connection.client?.responseBroke(.malformed)
    }

    private func head(_ headers: HPACKHeaders, endsStream: Bool) -> FramedMessage.Head? {
        guard
            let translation = ResponseTranslation(headers, endsStream: endsStream, isToHEAD: connection.isToHEAD)
        else { return nil }
        var head = ByteBuffer()
        translation.write(to: &head)
        return (head, translation.isInterim ? nil : translation.framing)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if !error.isLateWindow { context.fireErrorCaught(error) }
    }

    func channelInactive(context: ChannelHandlerContext) {
        session.streamClosed()
        context.fireChannelInactive()
    }
}

@available(*, unavailable)
extension WorkerStream: Sendable {}
