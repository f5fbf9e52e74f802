// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Fleet
internal import NIOCore

/// One client's connection: its requests, one after the other, each with the worker's connection that serves it.
///
/// Lives on one loop together with the worker's connection. What to do is decided by `ExchangeStateMachine`; this performs it.
final class ClientConnection: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    enum Phase {
        /// Between requests, or in the middle of a head.
        case awaiting
        case exchanging
        /// It speaks another protocol with its worker.
        case tunnelling
        /// The last word is said. What still comes is read and dropped.
        case leaving(dropped: Int)
        case closed
    }

    let loop: LoopState
    var context: ChannelHandlerContext?
    var phase = Phase.awaiting
    var inbound = ByteBuffer()
    let outlet = Outlet()
    var head = RequestHead()
    var body = BodyReader()
    var exchange = ExchangeStateMachine(.init(hasBody: false, expectsContinue: false, isIdempotent: false))
    var peer = Peer(nil, trusted: [])
    var timing = Timing()

    // Of the present request.
    var route: Route?
    var holdsToken = false
    var isToHEAD = false
    var lease: Lease?
    var worker: WorkerConnection?
    /// The task that stands in line.
    var waiting: Task<Void, Never>?
    /// Tells an answer that comes too late from one that is awaited: of the line, or of a connect.
    var ticket = 0
    /// What was sent of the body to a connection that may turn out to be stale.
    var sentBody: [ByteBuffer] = []
    var sentBodyBytes = 0
    var tunnel: Tunnel?
    /// What the tunnel's worker knows us by.
    var recall: UInt64?
    var bodyBytes: UInt64 = 0
    var responseBytes: UInt64 = 0
    var responseStatus: Int?
    var responseFraming = BodyFraming.none
    var keepsAlive = true
    var began = NIODeadline.now()
    var lastRead = NIODeadline.now()

    var hasInputEnded = false
    /// Everything that was written has gone out, and nothing will follow.
    var isOutputSaid = false
    var hasHadRequest = false
    /// The connection did not end in order.
    private var hasFailed = false
    private var isReadPending = false
    private var isAdvancing = false
    private var patience: Patience?
    private var progress = 0
    private var lastProgress = -1

    init(loop: LoopState) {
        self.loop = loop
    }

    /// Something moved: the limit of what is waited for counts anew.
    func noteProgress() { progress &+= 1 }

    /// Ends every event: has what was written sent, asks for what is wanted, sets the deadline of what is waited for.
    func settle() {
        advance()
        if let worker { loop.flushes.add(worker.outlet) }
        loop.flushes.add(outlet)
        readIfWanted()
        setDeadline()
    }

    /// Handles the requests that are there, one after the other.
    func advance() {
        // Guarded by RelayTests.thousandsOfPipelinedRequestsAreAnsweredInOrder: an answer of ours must not begin the next in depth.
        guard !isAdvancing else { return }
        isAdvancing = true
        defer { isAdvancing = false }
        while case .awaiting = phase, inbound.readableBytes > 0 {
            switch head.read(from: &inbound, limits: loop.settings.headLimits) {
            case .incomplete: return
            case .refused(let fault): refuse(fault)
            case .complete: beginRequest()
            }
        }
    }
}

// MARK: - What the channel tells

extension ClientConnection {
    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        outlet.context = context
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        outlet.context = nil
    }

    func channelActive(context: ChannelHandlerContext) {
        peer = Peer(context.remoteAddress, trusted: loop.settings.trustedProxies)
        if !loop.opened(self) {
            giveAnswer(.tooManyConnections)
        } else if loop.isDraining {
            context.close(promise: nil)
        }
        settle()
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var buffer = unwrapInboundIn(data)
        lastRead = .now()
        switch phase {
        case .awaiting, .exchanging:
            noteProgress()
            if inbound.readableBytes == 0 {
                inbound = buffer
            } else {
                inbound.writeBuffer(&buffer)
            }
            sendBody()
            advance()
            if inbound.readableBytes == 0 { inbound = ByteBuffer() }
        case .tunnelling: passToWorker(buffer)
        case .leaving(let dropped): drop(dropped + buffer.readableBytes)
        case .closed: break
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        isReadPending = false
        settle()
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if tunnel == nil { noteProgress() }
        exchange.clientBecameWritable(context.channel.isWritable)
        worker?.readIfWanted()
        settle()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard let event = event as? ChannelEvent, event == .inputClosed else {
            return context.fireUserInboundEventTriggered(event)
        }
        hasInputEnded = true
        switch phase {
        case .awaiting, .closed: context.close(promise: nil)
        case .leaving: closeIfSaid()
        case .tunnelling: tunnelInputEnded(.client)
        case .exchanging:
            // What has come may be all of it, and only the worker's turn is missing.
            if let isWhole = exchange.upload == .complete ? true : body.isCompleted(by: inbound.readableBytes) {
                perform(exchange.clientEndedInput(after: Duration(.now() - lastRead), isWhole: isWhole))
            } else {
                sendBody()
            }
        }
        settle()
    }

    func channelInactive(context: ChannelHandlerContext) {
        switch phase {
        case .exchanging: perform(exchange.clientLeft())
        case .tunnelling: tunnelClosed(.client, isInOrder: !hasFailed)
        case .awaiting, .leaving, .closed: break
        }
        phase = .closed
        loop.wheel.remove(self)
        loop.closed(self)
        context.fireChannelInactive()
    }

    /// The channel closes next.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        hasFailed = true
        context.close(promise: nil)
    }
}

// MARK: - Reading and waiting

extension ClientConnection {
    private func readIfWanted() {
        guard !isReadPending, !hasInputEnded, wantsRead else { return }
        isReadPending = true
        context?.read()
    }

    private var wantsRead: Bool {
        switch phase {
        case .awaiting, .leaving: true
        case .exchanging:
            // A body is read as fast as the worker takes it. Else only one read is kept up, to see the client leave.
            exchange.maySendBody || inbound.readableBytes == 0 && !exchange.isUploadStuck
        case .tunnelling: worker?.isWritable ?? false
        case .closed: false
        }
    }

    private func setDeadline() {
        let patience = presentPatience
        // A head has one limit as a whole; everything else may go on as long as it goes on.
        if patience == self.patience, progress == lastProgress || patience == .head { return }
        self.patience = patience
        lastProgress = progress
        guard let patience, let limit = limit(of: patience) else {
            timing.deadline = .distantFuture
            return
        }
        let now = NIODeadline.now()
        loop.wheel.set(now + limit, for: self, now: now)
    }

    private func limit(of patience: Patience) -> TimeAmount? {
        patience == .tunnel
            ? route?.tunnelIdleTimeout.map { TimeAmount($0) } : loop.settings.timeouts.limit(of: patience)
    }

    private var presentPatience: Patience? {
        switch phase {
        case .awaiting: inbound.readableBytes > 0 || !hasHadRequest ? .head : .nextRequest
        case .exchanging: exchange.patience
        case .tunnelling: exchange.isClientWritable ? tunnel?.patience : .clientReading
        case .leaving: isOutputSaid ? .goodbye : .clientReading
        case .closed: nil
        }
    }
}

extension ClientConnection: Timed {
    func deadlinePassed(_ now: NIODeadline) {
        guard let patience, patience == presentPatience else { return setDeadline() }
        self.patience = nil
        switch phase {
        case .awaiting where patience == .head && inbound.readableBytes > 0:
            var answer = OwnAnswer(408, "request_timeout", "the request's head did not come in time")
            answer.closes = true
            giveAnswer(answer)
        case .exchanging: perform(exchange.ranOutOfPatience(patience))
        case .tunnelling: endTunnel(patience == .clientReading ? .abort(.client) : .goodbye)
        case .awaiting, .leaving: context?.close(promise: nil)
        case .closed: return
        }
        settle()
    }
}

@available(*, unavailable)
extension ClientConnection: Sendable {}
