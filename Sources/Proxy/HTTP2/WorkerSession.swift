// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import NIOCore
internal import NIOHTTP2

/// One connection to a worker with HTTP/2, and how many streams it may have.
final class WorkerSession: ChannelInboundHandler, Timed {
    typealias InboundIn = HTTP2Frame

    let epoch: UInt64
    var timing = Timing()
    private let loop: LoopState
    private let gate: FrameGate
    private let multiplexer: NIOHTTP2Handler.StreamMultiplexer
    private var context: ChannelHandlerContext?
    private var streams = 0
    private var mostStreams: Int
    /// It has said that it takes no more.
    private var isEnding = false
    /// It has had a stream before.
    private(set) var isUsed = false

    private init(epoch: UInt64, loop: LoopState, gate: FrameGate, _ multiplexer: NIOHTTP2Handler.StreamMultiplexer) {
        self.epoch = epoch
        self.loop = loop
        self.gate = gate
        self.multiplexer = multiplexer
        mostStreams = SessionLimits.ofWorkers.streams
    }

    /// Puts the handlers on a channel that is open.
    static func begin(on channel: any Channel, epoch: UInt64, loop: LoopState) throws -> WorkerSession {
        let limits = SessionLimits.ofWorkers
        let gate = FrameGate(limits, isServer: false)
        let http2 = NIOHTTP2Handler(
            mode: .client,
            eventLoop: loop.eventLoop,
            connectionConfiguration: .ours(limits, heads: loop.settings.headLimits, isServer: false),
            streamConfiguration: .ours(limits)
        ) { stream in
            // A worker opens none: pushing is switched off.
            stream.close()
        }
        try channel.pipeline.syncOperations.addHandlers([gate, http2])
        let session = WorkerSession(epoch: epoch, loop: loop, gate: gate, try http2.syncMultiplexer())
        try channel.pipeline.syncOperations.addHandler(session)
        return session
    }

    var hasRoom: Bool { !isEnding && streams < mostStreams && context?.channel.isActive == true }

    /// - Parameter finish: called on the loop. Nil: it could not be.
    func openStream(_ finish: @escaping (WorkerConnection?) -> Void) {
        streams += 1
        isUsed = true
        timing.deadline = .distantFuture
        let promise = loop.eventLoop.makePromise(of: (any Channel).self)
        multiplexer.createStreamChannel(promise: promise) { $0.eventLoop.makeSucceededVoidFuture() }
        promise.futureResult.assumeIsolated().whenComplete { [self] result in
            guard case .success(let channel) = result else {
                streamClosed()
                return finish(nil)
            }
            let connection = WorkerConnection(epoch: epoch, loop: loop, isStream: true)
            do {
                try channel.pipeline.syncOperations.addHandlers([WorkerStream(connection, of: self), connection])
                finish(connection)
            } catch {
                streamClosed()
                channel.close(promise: nil)
                finish(nil)
            }
        }
    }

    func streamClosed() {
        streams -= 1
        guard streams == 0 else { return }
        if isEnding { return close() }
        let now = NIODeadline.now()
        loop.wheel.set(now + TimeAmount(loop.settings.timeouts.workerIdle), for: self, now: now)
    }

    func close() {
        isEnding = true
        context?.close(promise: nil)
    }

    /// Takes no more streams, and closes with the last one it has.
    func end() {
        isEnding = true
        if streams == 0 { close() }
    }

    func deadlinePassed(_ now: NIODeadline) {
        if streams == 0 { close() }
    }

    // MARK: What the channel tells

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        gate.flooded = { [weak self] in self?.close() }
        context.read()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data).payload {
        case .settings(.settings(let settings)):
            let most = settings.last { $0.parameter == .maxConcurrentStreams }
            if let most { mostStreams = max(1, min(most.value, SessionLimits.ofWorkers.streams)) }
        case .goAway: end()
        case .data, .headers, .priority, .rstStream, .settings, .pushPromise, .ping, .windowUpdate,
            .alternativeService, .origin:
            break
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        context.read()
        context.fireChannelReadComplete()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if let event = event as? ChannelEvent, event == .inputClosed { close() }
        context.fireUserInboundEventTriggered(event)
    }

    func channelInactive(context: ChannelHandlerContext) {
        isEnding = true
        loop.wheel.remove(self)
        loop.sessions.remove(self)
        context.fireChannelInactive()
    }

    /// Most are of one stream, which has been reset then.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if gate.hasFailed { close() }
    }
}

@available(*, unavailable)
extension WorkerSession: Sendable {}
