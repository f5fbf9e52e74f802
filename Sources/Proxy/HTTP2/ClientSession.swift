// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import NIOCore
internal import NIOHTTP2

/// One client's connection with HTTP/2: its streams, and how long it may be without one.
final class ClientSession: ChannelInboundHandler, Guest {
    typealias InboundIn = HTTP2Frame
    typealias OutboundOut = HTTP2Frame

    let loop: LoopState
    let peer: Peer
    let countedAs: ClientKey?
    /// The certificate that was served to a client which asked for a name.
    let certificatePlace: Int?
    var timing = Timing()
    private let gate: FrameGate
    private var streams: [ObjectIdentifier: ClientConnection] = [:]
    private var context: ChannelHandlerContext?
    private var hasHadStream = false
    /// Told to come with no more requests.
    private var isEnding = false
    private var isHeadTimed = false

    init(_ client: ClientConnection, gate: FrameGate) {
        loop = client.loop
        peer = client.peer.speakingHTTP2
        certificatePlace = client.certificatePlace
        countedAs = client.countedAs
        self.gate = gate
    }

    // MARK: Streams

    func opened(_ stream: ClientConnection) {
        hasHadStream = true
        streams[ObjectIdentifier(stream)] = stream
    }

    func closed(_ stream: ClientConnection) {
        streams[ObjectIdentifier(stream)] = nil
        guard streams.isEmpty else { return }
        if isEnding { leave() } else { setDeadline() }
    }

    // MARK: Its end

    /// The loop takes no new requests.
    func closeIfIdle() {
        guard !isEnding else { return }
        isEnding = true
        say(.noError, lastStream: streams.isEmpty ? HTTP2StreamID(Int(gate.lastStream)) : .maxID)
        if streams.isEmpty { leave() }
    }

    func cutForShutdown() {
        for stream in Array(streams.values) { stream.cutForShutdown() }
        context?.close(promise: nil)
    }

    /// Ends it for more than we put up with.
    private func refuse() {
        guard !gate.isLeaving else { return }
        say(.enhanceYourCalm, lastStream: HTTP2StreamID(Int(gate.lastStream)))
        fail()
    }

    private func fail() {
        leave()
        for stream in Array(streams.values) { stream.cutForShutdown() }
    }

    private func say(_ code: HTTP2ErrorCode, lastStream: HTTP2StreamID) {
        let frame = HTTP2Frame(
            streamID: .rootStream,
            payload: .goAway(lastStreamID: lastStream, errorCode: code, opaqueData: nil)
        )
        context?.writeAndFlush(wrapOutboundOut(frame), promise: nil)
    }

    private func leave() {
        guard !gate.isLeaving else { return }
        gate.leave {}
        let now = NIODeadline.now()
        loop.wheel.set(now + TimeAmount(loop.settings.timeouts.goodbye), for: self, now: now)
    }

    // MARK: What the channel tells

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        gate.flooded = { [weak self] in self?.refuse() }
        setDeadline()
        context.read()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        if gate.isInHead != isHeadTimed {
            isHeadTimed = gate.isInHead
            setDeadline()
        }
        context.read()
        context.fireChannelReadComplete()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        // Without its side nothing of ours could be acknowledged.
        if let event = event as? ChannelEvent, event == .inputClosed { context.close(promise: nil) }
        context.fireUserInboundEventTriggered(event)
    }

    func channelInactive(context: ChannelHandlerContext) {
        loop.wheel.remove(self)
        loop.closed(self)
        context.fireChannelInactive()
    }

    /// Most are of one stream, which has been reset then; after others the library has said goodbye.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if gate.hasFailed { fail() }
    }
}

extension ClientSession: Timed {
    private func setDeadline() {
        guard !gate.isLeaving else { return }
        let times = loop.settings.timeouts
        let limit =
            if isHeadTimed || !hasHadStream { TimeAmount(times.head) } else if streams.isEmpty {
                TimeAmount(times.keepAlive)
            } else { nil as TimeAmount? }
        let now = NIODeadline.now()
        if let limit { loop.wheel.set(now + limit, for: self, now: now) } else { timing.deadline = .distantFuture }
    }

    func deadlinePassed(_ now: NIODeadline) {
        if gate.isLeaving {
            context?.close(promise: nil)
        } else if isHeadTimed || streams.isEmpty {
            say(.noError, lastStream: HTTP2StreamID(Int(gate.lastStream)))
            fail()
        }
    }
}

@available(*, unavailable)
extension ClientSession: Sendable {}
