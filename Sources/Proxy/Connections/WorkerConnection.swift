// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Fleet
internal import NIOCore

/// One connection to a worker: reads responses strictly, and writes requests for the client it serves.
final class WorkerConnection: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private enum Stage {
        case head
        case body
        case tunnel
        /// The last word is said. What still comes is read and dropped.
        case leaving
    }

    let epoch: UInt64
    private let loop: LoopState
    private(set) var context: ChannelHandlerContext?
    /// Whom it serves now; nil: it is unused.
    private(set) var client: ClientConnection?
    private(set) var head = ResponseHead()
    private(set) var body = BodyReader()
    /// Some byte of a response to the present request has come.
    private(set) var hasAnswered = false
    var timing = Timing()
    let outlet = Outlet()
    private var stage = Stage.head
    /// The connection did not end in order.
    private var hasFailed = false
    private var inbound = ByteBuffer()
    private(set) var isToHEAD = false
    /// It is a stream: `WorkerStream` stands before it.
    private let isStream: Bool
    /// The worker has reset the stream after it had taken the request.
    var wasReset = false
    /// Bytes sent before the present request.
    private var writtenBefore: UInt64 = 0
    private var beganAt = NIODeadline.now()
    private var isReadPending = false
    /// Kept here, as a channel takes long to say it.
    private(set) var isOpen = false
    /// It has ended its side, and not all that it sent before was wanted yet.
    private var isHoldingBack = false
    private var hasEndedOutput = false
    /// When its last request ended.
    private(set) var idleSince = NIODeadline.now()
    private var requests = 0
    /// It has served a request after another.
    var hasBeenReused: Bool { requests > 1 }

    init(epoch: UInt64, loop: LoopState, isStream: Bool = false) {
        self.epoch = epoch
        self.loop = loop
        self.isStream = isStream
    }

    /// Serves `client` from now on.
    func begin(for client: ClientConnection, isToHEAD: Bool) {
        self.client = client
        self.isToHEAD = isToHEAD
        requests += 1
        hasAnswered = false
        writtenBefore = outlet.written
        beganAt = .now()
        stage = .head
        timing.deadline = .distantFuture
        readIfWanted()
    }

    /// Serves nobody from now on, and is kept for whoever comes next.
    func rest() {
        client = nil
        head.clear()
        idleSince = .now()
        guard isOpen, loop.pool.keep(self) else { return close() }
        loop.wheel.set(idleSince + loop.limits.workerIdle, for: self, now: idleSince)
        readIfWanted()
    }

    /// Serves nobody any more.
    func close() {
        client = nil
        isOpen = false
        context?.close(promise: nil)
    }

    /// Whatever comes from now on is passed on as it is.
    func beginTunnel() {
        stage = .tunnel
    }

    /// Sends no more, and still listens. Where input is held back its end follows and ends both: now that would close the connection.
    func endOutput() {
        outlet.flush()
        guard !isHoldingBack || stage == .leaving else { return }
        hasEndedOutput = true
        context?.sayLast {}
    }

    /// Serves nobody any more, and closes when the worker has what was sent to it and had its say.
    func leave() {
        client = nil
        stage = .leaving
        inbound = ByteBuffer()
        outlet.flush()
        guard isOpen else { return }
        let now = NIODeadline.now()
        loop.wheel.set(now + TimeAmount(loop.settings.timeouts.goodbye), for: self, now: now)
        endOutput()
        readIfWanted()
    }

    var isWritable: Bool { context?.channel.isWritable ?? false }

    /// Asks for more of a response if the client can take it. An unused connection reads too: that is how its end is seen.
    func readIfWanted() {
        guard !isReadPending, client?.mayReadResponse ?? true else { return }
        isReadPending = true
        if isHoldingBack {
            loop.eventLoop.assumeIsolated().execute { self.takeHeldBack() }
        } else {
            context?.read()
        }
    }

    /// The worker has ended its side, and NIO would now hand over all that the system holds of it, however much that is.
    private func holdBack() {
        guard !isHoldingBack, !isStream, !hasEndedOutput, let context else { return }
        isHoldingBack = true
        context.close(mode: .input, promise: nil)
    }

    private func takeHeldBack() {
        guard isOpen, let context else { return }
        let bytes = client == nil ? nil : context.takeHeldBack()
        isReadPending = false
        if let bytes {
            came(bytes)
            client?.settle()
            readIfWanted()
        } else {
            isHoldingBack = false
            inputEnded()
        }
    }
}

// MARK: - What the channel tells

extension WorkerConnection {
    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        outlet.context = context
        outlet.shortcut = SocketShortcut(context.channel)
        isOpen = context.channel.isActive
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        outlet.context = nil
        outlet.shortcut = nil
        isOpen = false
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if case .leaving = stage { return }
        // Nobody asked: whatever it is, it must not become the answer to the next request.
        guard client != nil else { return forget(isClosedByWorker: false) }
        came(unwrapInboundIn(data))
        if !isReadPending, client != nil { holdBack() }
    }

    private func came(_ bytes: consuming ByteBuffer) {
        hasAnswered = true
        if inbound.readableBytes == 0 {
            inbound = bytes
        } else {
            inbound.writeBuffer(&bytes)
        }
        readResponse()
        if inbound.readableBytes == 0 { inbound = ByteBuffer() }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        isReadPending = false
        client?.settle()
        readIfWanted()
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        client?.workerBecameWritable(context.channel.isWritable)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard let event = event as? ChannelEvent, event == .inputClosed else {
            return context.fireUserInboundEventTriggered(event)
        }
        if !isHoldingBack { inputEnded() }
    }

    private func inputEnded() {
        guard let client else { return forget(isClosedByWorker: true) }
        if stage == .tunnel { return client.tunnelInputEnded(.worker) }
        if stage == .body, head.framing == .untilClose {
            client.responseEnded(keepsWorker: false)
        } else {
            client.workerClosed(hasAnswered: hasAnswered, hasTaken: hasTakenRequest)
        }
        close()
    }

    func channelInactive(context: ChannelHandlerContext) {
        isOpen = false
        loop.wheel.remove(self)
        if let client, stage == .tunnel {
            client.tunnelClosed(.worker, isInOrder: !hasFailed)
        } else if let client {
            // Reset: the worker's side had closed, or had not read all that lay there.
            client.workerClosed(hasAnswered: hasAnswered, hasTaken: wasReset)
            self.client = nil
        } else {
            loop.pool.remove(self, isClosedByWorker: true)
        }
        context.fireChannelInactive()
    }

    /// The channel closes next.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        hasFailed = true
        context.close(promise: nil)
    }

    /// Whether the worker had the present request, and some time for it, when it closed the connection in order. One that was
    /// closed for its age acknowledges nothing any more, or closes within moments of what crossed its close on the way.
    private var hasTakenRequest: Bool {
        guard let context, NIODeadline.now() - beganAt > .seconds(1) else { return false }
        let acknowledged = try? context.pipeline.syncOperations.withUnsafeTransportIfAvailable(of: CInt.self) {
            socket in
            TCPInfo.acknowledgedBytes(of: socket)
        }
        guard let acknowledged = acknowledged ?? nil else { return true }
        return acknowledged > writtenBefore
    }

    private func forget(isClosedByWorker: Bool) {
        loop.pool.remove(self, isClosedByWorker: isClosedByWorker)
        close()
    }

    private func readResponse() {
        while let client {
            switch stage {
            case .head:
                guard inbound.readableBytes > 0 else { return }
                switch head.read(from: &inbound, limits: loop.settings.headLimits, isToHEAD: isToHEAD) {
                case .incomplete: return
                case .refused(let fault): return client.responseBroke(fault)
                case .complete: headArrived(client)
                }
            case .body:
                switch body.next(from: &inbound, limits: loop.settings.headLimits) {
                case .incomplete: return
                case .refused(let fault): return client.responseBroke(fault)
                case .data(let piece): client.responseDataArrived(piece)
                case .end:
                    return client.responseEnded(keepsWorker: head.keepsAlive && inbound.readableBytes == 0)
                }
            case .tunnel:
                guard inbound.readableBytes > 0 else { return }
                let bytes = inbound
                inbound = ByteBuffer()
                client.passToClient(bytes)
            case .leaving: return
            }
        }
    }

    private func headArrived(_ client: ClientConnection) {
        if head.isInterim { return client.interimResponseArrived() }
        body.begin(head.framing)
        stage = .body
        client.responseArrived()
    }
}

extension WorkerConnection: Timed {
    /// Unused for too long.
    func deadlinePassed(_ now: NIODeadline) {
        guard client == nil else { return }
        forget(isClosedByWorker: false)
    }
}

@available(*, unavailable)
extension WorkerConnection: Sendable {}
