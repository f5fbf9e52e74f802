// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import NIOCore

/// The outermost of the handlers for HTTP/2: watches the frames pass both ways, counts those that cost us more than their sender, and
/// gathers what one turn of the loop sends.
final class FrameGate: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = IOData

    /// Answers that each frame of a response may call for: more window for the stream and the connection, and a ping.
    private static let answers = 3
    /// What is still read of a peer that was told to go.
    private static let mostDropped = 64 << 10

    /// Told when the peer has gone too far.
    var flooded: () -> Void = {}
    /// A head has begun, and its last frame has not come.
    private(set) var isInHead = false
    /// Of the streams that the peer has opened.
    private(set) var lastStream: UInt32 = 0
    /// The connection was ended for a fault.
    private(set) var hasFailed = false
    private(set) var isLeaving = false
    private var inbound: FrameFollower
    private var outbound: FrameFollower
    private var resets: Allowance
    private var idleFrames: Allowance
    private var context: ChannelHandlerContext?
    private var isFlushDue = false
    private var dropped = 0

    /// - Parameter isServer: the peer begins with the preface; else we do.
    init(_ limits: SessionLimits, isServer: Bool) {
        inbound = FrameFollower(prefaceLength: isServer ? Preface.length : 0)
        outbound = FrameFollower(prefaceLength: isServer ? 0 : Preface.length)
        resets = Allowance(limits.resets)
        idleFrames = Allowance(limits.idleFrames)
    }

    /// Says no more, and drops what still comes, so that our last word is not lost to a reset.
    func leave(_ finish: @escaping () -> Void) {
        guard !isLeaving else { return }
        isLeaving = true
        context?.sayLast(finish)
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        flooded = {}
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let bytes = unwrapInboundIn(data)
        if isLeaving {
            dropped += bytes.readableBytes
            if dropped > Self.mostDropped { context.close(promise: nil) }
            return
        }
        var isTooMuch = false
        bytes.withUnsafeReadableBytes { bytes in
            inbound.pass(bytes) { header in
                isTooMuch = !admits(header)
                return !isTooMuch
            }
        }
        if isTooMuch { flooded() } else { context.fireChannelRead(data) }
    }

    private func admits(_ header: FrameHeader) -> Bool {
        switch header.type {
        case FrameHeader.headers:
            lastStream = max(lastStream, header.stream)
            isInHead = !header.endsHeaders
            return true
        case FrameHeader.continuation:
            isInHead = !header.endsHeaders
            return header.payload > 0 || idleFrames.take()
        case FrameHeader.data: return header.payload > 0 || header.endsStream || idleFrames.take()
        case FrameHeader.resetStream: return resets.take()
        default: return idleFrames.take()
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        hasFailed = true
        context.close(promise: nil)
    }

    // MARK: What is sent

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard !isLeaving else {
            promise?.fail(ChannelError.outputClosed)
            return
        }
        var isTooMuch = false
        if case .byteBuffer(let bytes) = unwrapOutboundIn(data) {
            bytes.withUnsafeReadableBytes { bytes in
                outbound.pass(bytes) { header in
                    note(header, bytes, &isTooMuch)
                    return true
                }
            }
        }
        context.write(data, promise: promise)
        // Not in the midst of what the library does.
        if isTooMuch { context.eventLoop.assumeIsolated().execute { self.flooded() } }
    }

    private func note(_ header: FrameHeader, _ bytes: UnsafeRawBufferPointer, _ isTooMuch: inout Bool) {
        switch header.type {
        case FrameHeader.data, FrameHeader.headers: idleFrames.grant(Self.answers)
        case FrameHeader.resetStream where bytes.count == 13:
            // Those of ours are no fault of the peer: 0 no error, 2 an error of ours, 8 not needed any more.
            if ![0, 2, 8].contains(bytes[12]), !resets.take() { isTooMuch = true }
        case FrameHeader.goAway where bytes.count >= 17:
            if bytes[13..<17].contains(where: { $0 != 0 }) { hasFailed = true }
        default: break
        }
    }

    func flush(context: ChannelHandlerContext) {
        guard !isFlushDue else { return }
        isFlushDue = true
        context.eventLoop.assumeIsolated().execute {
            self.isFlushDue = false
            self.context?.flush()
        }
    }
}

@available(*, unavailable)
extension FrameGate: Sendable {}
