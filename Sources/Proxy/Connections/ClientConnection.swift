// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Fleet
internal import NIOCore
internal import NIOTLS

/// One client's connection: its requests, one after the other, each with the worker's connection that serves it.
///
/// Lives on one loop together with the worker's connection. What to do is decided by `ExchangeStateMachine`; this performs it.
final class ClientConnection: ChannelInboundHandler, RemovableChannelHandler, Guest {
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
    let scheme: Peer.Scheme
    /// The connection of which this is one stream. Nil: it is a connection.
    let session: ClientSession?
    /// The outermost handler of a connection with TLS.
    var entrance: SecureEntrance?
    /// A PROXY header comes first.
    var isAnnounced = false
    /// What its connection is counted under.
    private(set) var countedAs: ClientKey?
    /// The certificate that was served to a client which asked for a name.
    var certificatePlace: Int?
    var context: ChannelHandlerContext?
    var phase = Phase.awaiting
    var inbound = ByteBuffer()
    let outlet = Outlet()
    var head = RequestHead()
    var body = BodyReader()
    var exchange = ExchangeStateMachine(.init(hasBody: false, expectsContinue: false, isIdempotent: false))
    var peer = Peer.nobody
    /// Whom the present request comes from.
    var origin = Origin(.nobody)
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
    var story = RequestStory()
    var keepsAlive = true
    var began = NIODeadline.now()
    var lastRead = NIODeadline.now()

    var hasInputEnded = false
    /// Everything that was written has gone out, and nothing will follow.
    var isOutputSaid = false
    var hasHadRequest = false
    /// It has ended its side, and not all that it sent before was wanted yet.
    var isHoldingBack = false
    /// Nothing more of its tunnel is sent to it.
    var hasEndedOutput = false
    /// Since when, and since which byte, the client's body is judged for its pace.
    var paceSince = NIODeadline.now()
    var pacedBytes: UInt64 = 0
    /// The connection did not end in order.
    private var hasFailed = false
    var isReadPending = false
    private var isAdvancing = false
    var patience: Patience?
    var progress = 0
    var lastProgress = -1

    init(loop: LoopState, scheme: Peer.Scheme = .http) {
        self.loop = loop
        self.scheme = scheme
        session = nil
        outlet.countsAtFlush = scheme == .https
    }

    /// One stream of a connection with HTTP/2: `ClientStream` stands before it.
    init(streamOf session: ClientSession) {
        loop = session.loop
        scheme = session.peer.scheme
        self.session = session
        peer = session.peer
        origin = Origin(session.peer)
        certificatePlace = session.certificatePlace
    }

    /// Says who is there, for requests that tell of nobody else.
    func introduce(_ peer: Peer) {
        self.peer = peer
        origin = Origin(peer)
    }

    /// The proxy that connected has said whom it speaks for.
    func announced(_ header: ProxyHeader) {
        let address = header.source ?? peer.address
        let trusted = loop.settings.trustedProxies
        introduce(Peer(address, trusted: trusted, scheme: scheme, isSecure: header.isSecure))
        if case .awaiting = phase { admit() }
    }

    private func admit() {
        switch loop.admit(peer) {
        case .uncounted: break
        case .counted(let key): countedAs = key
        case .refused: turnAway(.tooManyOfClient)
        }
    }

    /// A handshake costs more than many requests: that is too much for a word of regret.
    private func turnAway(_ answer: OwnAnswer) {
        if scheme == .https { context?.close(promise: nil) } else { giveAnswer(answer) }
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
            if mayBeginSession, beginsSession() { return }
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
        outlet.shortcut = nil
        entrance = nil
    }

    func channelActive(context: ChannelHandlerContext) {
        if let session {
            session.opened(self)
            settle()
            return context.fireChannelActive()
        }
        introduce(Peer(IPAddress(context.channel.remoteAddress), trusted: loop.settings.trustedProxies, scheme: scheme))
        if !loop.opened(self) {
            turnAway(.tooManyConnections)
        } else if loop.isDraining {
            context.close(promise: nil)
        } else if !isAnnounced {
            admit()
        }
        settle()
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        came(unwrapInboundIn(data))
        if !isReadPending { holdBack() }
    }

    func came(_ bytes: consuming ByteBuffer) {
        lastRead = .now()
        switch phase {
        case .awaiting, .exchanging:
            noteProgress()
            if inbound.readableBytes == 0 {
                inbound = bytes
            } else {
                inbound.writeBuffer(&bytes)
            }
            sendBody()
            advance()
            if inbound.readableBytes == 0 { inbound = ByteBuffer() }
        case .tunnelling: passToWorker(bytes)
        case .leaving(let dropped): drop(dropped + bytes.readableBytes)
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
        if let event = event as? TLSUserEvent { handshakeCompleted(event) }
        guard let event = event as? ChannelEvent, event == .inputClosed else {
            return context.fireUserInboundEventTriggered(event)
        }
        if !isHoldingBack { inputEnded(context, wasHeldBack: entrance?.isHoldingBack == true) }
    }

    /// - Parameter wasHeldBack: it ended its side before all that it sent was wanted.
    func inputEnded(_ context: ChannelHandlerContext, wasHeldBack: Bool) {
        hasInputEnded = true
        switch phase {
        // What it was answered may still be on its way: to a stream whose window is shut it is.
        case .awaiting: leave()
        case .closed: context.close(promise: nil)
        case .leaving: closeIfSaid()
        case .tunnelling: tunnelInputEnded(.client)
        case .exchanging:
            // What has come may be all of it, and only the worker's turn is missing.
            let isWhole =
                exchange.upload == .complete || body.isCompleted(by: inbound, limits: loop.settings.headLimits)
            // Its end is seen as late as its worker reads: it has not left.
            if isWhole && wasHeldBack { break }
            perform(exchange.clientEndedInput(after: Duration(.now() - lastRead), isWhole: isWhole))
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
        if let session { session.closed(self) } else { loop.closed(self) }
        context.fireChannelInactive()
    }

    /// The channel closes next.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        hasFailed = true
        closeAtOnce()
    }
}

@available(*, unavailable)
extension ClientConnection: Sendable {}
