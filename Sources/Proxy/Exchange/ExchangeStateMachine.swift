// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// One request and its response: every decision of the relay that is not about single bytes.
///
/// Events in, orders out. Where the body's bytes go is asked (`maySendBody`, `mayReadResponse`), not ordered, so that a piece of a
/// body costs nothing here.
struct ExchangeStateMachine {
    /// What of the request matters to the course of events.
    struct Request {
        var hasBody: Bool
        var expectsContinue: Bool
        var isIdempotent: Bool
        /// It asks for another protocol, one that the worker may agree to.
        var wantsUpgrade = false
        /// Both sides may say something now and then for as long as they like, as calls of gRPC do.
        var isOpenEnded = false
    }

    enum WorkerSide: Hashable {
        case absent
        case inLine
        case connecting
        /// - Parameter isFresh: opened for this request, not kept from another.
        case linked(isFresh: Bool)
        case done
    }

    enum Upload: Hashable {
        case underway
        /// The client must not send yet, or is not to be heard yet.
        case heldBack
        case complete
        /// The client ended its side in the middle.
        case broken
    }

    enum Answer: Hashable {
        case awaited
        case underway
        case complete
        /// Ours, or none.
        case given
    }

    /// A client that ends its side this soon after its request waits for the answer; one that does later has gone.
    static let halfCloseGrace = Duration.milliseconds(250)
    static let mostConnects = 3
    static let mostInterimResponses = 16

    var worker = WorkerSide.absent
    var upload: Upload
    var answer = Answer.awaited
    var isClientWritable = true
    var isWorkerWritable = true
    var holdsLease = false
    let request: Request
    private var connects = 0
    private var interims = 0
    private var hasSentAgain = false
    /// All of the body that was sent is at hand for a second try.
    private(set) var isBodyAtHand = true
    var toldToContinue = false

    init(_ request: Request) {
        self.request = request
        upload = !request.hasBody ? .complete : request.expectsContinue ? .heldBack : .underway
    }
}

// MARK: - Getting a worker

extension ExchangeStateMachine {
    mutating func began() -> ExchangeActions { orders(.askForWorker) }

    /// The gate was not open, or has to be passed once more.
    mutating func hadToWait() -> ExchangeActions {
        worker = .inLine
        return orders(.standInLine)
    }

    mutating func leased() -> ExchangeActions {
        holdsLease = true
        worker = .connecting
        connects += 1
        return orders(.connect)
    }

    mutating func refused() {
        worker = .done
        answer = .given
    }

    mutating func connected(isFresh: Bool) -> ExchangeActions {
        worker = .linked(isFresh: isFresh)
        isWorkerWritable = true
        return orders(.sendRequest)
    }

    /// This host has nothing left to connect with: the worker is not to blame, and no other would be reached.
    mutating func couldNotConnect() -> ExchangeActions {
        worker = .done
        return fail(.outOfSockets)
    }

    /// Nothing was written, or all of it can be written again: the request may stand in line once more.
    mutating func connectFailed() -> ExchangeActions {
        holdsLease = false
        guard !hasSentAgain else {
            // It took the request and is gone since: another worker might die of it too.
            worker = .done
            answer = .given
            return orders(.reportUnreachable, .endLease, .answer(.noResponse))
        }
        guard connects < Self.mostConnects else {
            worker = .done
            answer = .given
            return orders(.reportUnreachable, .endLease, .answer(.unreachable))
        }
        worker = .inLine
        return orders(.reportUnreachable, .endLease, .standInLine)
    }
}

// MARK: - The request

extension ExchangeStateMachine {
    mutating func bodyLeft(isAtHand: Bool) {
        isBodyAtHand = isAtHand
    }

    mutating func requestEnded() {
        upload = .complete
    }

    /// The client's body is malformed, too long, or cut.
    mutating func bodyBroke(_ fault: MessageFault) -> ExchangeActions {
        upload = .broken
        return fail(.badRequestBody(fault))
    }

    /// The client ended its side of the connection.
    /// - Parameters:
    ///   - elapsed: since its last bytes came.
    ///   - isWhole: all of its request has come.
    mutating func clientEndedInput(after elapsed: Duration, isWhole: Bool) -> ExchangeActions {
        guard isWhole else { return bodyBroke(.truncated) }
        return elapsed <= Self.halfCloseGrace && answer == .awaited ? ExchangeActions() : clientLeft()
    }

    /// The client is gone: nobody wants the answer.
    mutating func clientLeft() -> ExchangeActions {
        var actions = release()
        answer = .given
        actions.append(.cutClient)
        return actions
    }

    mutating func workerBecameWritable(_ isWritable: Bool) -> ExchangeActions {
        isWorkerWritable = isWritable
        return maySendBody ? orders(.sendBody) : ExchangeActions()
    }

    mutating func clientBecameWritable(_ isWritable: Bool) {
        isClientWritable = isWritable
    }
}

// MARK: - The response

extension ExchangeStateMachine {
    mutating func interimResponseArrived(status: Int) -> ExchangeActions {
        interims += 1
        guard interims <= Self.mostInterimResponses else { return fail(.tooManyInterimResponses) }
        // Nobody asked for another protocol.
        guard status != 101 else { return fail(.badResponse(.badUpgrade)) }
        guard status == 100 else { return orders(.sendInterim) }
        if upload == .heldBack { upload = .underway }
        if toldToContinue { return ExchangeActions() }
        toldToContinue = true
        return orders(.sendInterim, .sendBody)
    }

    /// The worker has changed to the protocol that was asked for, or says so.
    /// - Parameter fault: why it is not what was asked for.
    mutating func protocolSwitched(fault: MessageFault?) -> ExchangeActions {
        guard request.wantsUpgrade else { return fail(.badResponse(.badUpgrade)) }
        if let fault { return fail(.badResponse(fault)) }
        answer = .complete
        return orders(.beginTunnel)
    }

    mutating func responseArrived() -> ExchangeActions {
        answer = .underway
        return orders(.sendResponseHead)
    }

    /// Whether the client's connection may be used again after this response: only if all of its request was read.
    var mayKeepClient: Bool { upload == .complete || upload == .underway }

    /// - Parameters:
    ///   - keepsWorker: the worker lets its connection be used again and has sent nothing more.
    ///   - keepsClient: the client was told that it may send another request.
    mutating func responseEnded(keepsWorker: Bool, keepsClient: Bool) -> ExchangeActions {
        answer = .complete
        worker = .done
        holdsLease = false
        let isWhole = upload == .complete
        return orders(
            .sendResponseEnd,
            keepsWorker && isWhole && !request.wantsUpgrade ? .keepConnection : .dropConnection,
            .endLease,
            keepsClient && isWhole ? .awaitNextRequest : .closeGently
        )
    }

    mutating func responseBroke(_ fault: MessageFault) -> ExchangeActions { fail(.badResponse(fault)) }

    /// The worker's connection is gone before the response was whole.
    /// - Parameters:
    ///   - hasAnswered: some byte of a response had come.
    ///   - hasTaken: the worker had the request. Then it may have died of it, and must not be given it again.
    mutating func workerClosed(hasAnswered: Bool, hasTaken: Bool) -> ExchangeActions {
        if case .linked(isFresh: false) = worker, !hasAnswered, !hasTaken, answer == .awaited, interims == 0,
            keepsBodyAtHand, !hasSentAgain
        {
            // It was closed while nobody used it, and we learnt of it too late.
            hasSentAgain = true
            worker = .connecting
            return orders(.dropConnection, .openConnection)
        }
        return fail(hasAnswered ? .badResponse(.truncated) : .noResponse)
    }
}
