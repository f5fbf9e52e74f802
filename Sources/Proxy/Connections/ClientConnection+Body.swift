// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Fleet
internal import NIOCore

/// The request on its way to the worker, and the response on its way back.
extension ClientConnection {
    // MARK: To the worker

    func sendRequest() {
        guard let worker, let route else { return }
        worker.outlet.open()
        let author = RequestAuthor(
            route: route,
            peer: peer,
            origin: origin,
            showsToken: holdsToken,
            pseudonym: loop.pseudonym
        )
        author.write(head, to: &worker.outlet.buffer, requestID: loop.requestIDs.next())
        if !sentBody.isEmpty {
            let earlier = sentBody
            sentBody.removeAll(keepingCapacity: true)
            sentBodyBytes = 0
            for piece in earlier { sendPiece(piece, to: worker) }
        }
        if body.isComplete, head.framing == .chunked { sendRequestEnd(to: worker) }
        sendBody()
    }

    /// Sends what has come of the body, as far as the exchange lets it go.
    func sendBody() {
        guard case .exchanging = phase else { return }
        while exchange.maySendBody, let worker {
            switch body.next(from: &inbound, limits: loop.settings.headLimits) {
            case .incomplete:
                if hasInputEnded { perform(exchange.bodyBroke(.truncated)) }
                return
            case .refused(let fault): return perform(exchange.bodyBroke(fault))
            case .data(let piece):
                let length = bodyBytes + UInt64(piece.readableBytes)
                if let largest = loop.settings.largestBody, length > largest {
                    return perform(exchange.bodyBroke(.bodyTooLarge))
                }
                bodyBytes = length
                sendPiece(piece, to: worker)
            case .end:
                exchange.requestEnded()
                if head.framing == .chunked { sendRequestEnd(to: worker) }
            }
        }
    }

    private func sendPiece(_ piece: ByteBuffer, to worker: WorkerConnection) {
        if exchange.keepsBodyAtHand {
            sentBodyBytes += piece.readableBytes
            if sentBodyBytes <= Self.mostSentBody {
                sentBody.append(piece)
            } else {
                sentBody.removeAll()
                exchange.bodyLeft(isAtHand: false)
            }
        }
        if head.framing == .chunked {
            worker.outlet.writeChunk(piece)
        } else {
            worker.outlet.write(piece)
        }
    }

    private func sendRequestEnd(to worker: WorkerConnection) {
        worker.outlet.open()
        let isHTTP2 = route?.workerProtocol == .h2c
        ChunkWriter.writeEnd(body.chunks, passesUnderscores: isHTTP2, to: &worker.outlet.buffer)
    }

    // MARK: To the client

    var mayReadResponse: Bool { exchange.mayReadResponse }

    func workerBecameWritable(_ isWritable: Bool) {
        perform(exchange.workerBecameWritable(isWritable))
        settle()
    }

    func interimResponseArrived() {
        guard let worker else { return }
        if worker.head.status == 101, let upgrade = head.upgrade {
            return perform(exchange.protocolSwitched(fault: upgrade.fault(of: worker.head, to: head)))
        }
        perform(exchange.interimResponseArrived(status: worker.head.status))
        settle()
    }

    func responseArrived() {
        perform(exchange.responseArrived())
    }

    func responseDataArrived(_ piece: ByteBuffer) {
        noteProgress()
        responseBytes += UInt64(piece.readableBytes)
        if responseFraming == .chunked {
            outlet.writeChunk(piece)
        } else {
            outlet.write(piece)
        }
    }

    func responseEnded(keepsWorker: Bool) {
        perform(exchange.responseEnded(keepsWorker: keepsWorker, keepsClient: keepsAlive))
        settle()
    }

    func responseBroke(_ fault: MessageFault) {
        perform(exchange.responseBroke(fault))
        settle()
    }

    func workerClosed(hasAnswered: Bool, hasTaken: Bool) {
        perform(exchange.workerClosed(hasAnswered: hasAnswered, hasTaken: hasTaken))
        settle()
    }

    func sendInterim() {
        // HTTP/1.0 knows of none.
        guard let worker, head.version == .http11 else { return }
        writeHead(of: worker, framing: .none)
        outlet.flush()
    }

    func sendContinue() {
        outlet.open()
        outlet.buffer.writeStaticString("HTTP/1.1 100 Continue\r\n\r\n")
        outlet.flush()
    }

    func sendResponseHead() {
        guard let worker else { return }
        responseStatus = worker.head.status
        noteAnswer(status: worker.head.status)
        responseFraming = worker.head.framing
        switch responseFraming {
        case .none, .length: break
        case .chunked, .untilClose: responseFraming = head.version == .http11 ? .chunked : .untilClose
        }
        keepsAlive = keepsAlive && responseFraming != .untilClose && exchange.mayKeepClient && !loop.isDraining
        writeHead(of: worker, framing: responseFraming)
    }

    func sendResponseEnd() {
        guard responseFraming == .chunked else { return }
        outlet.open()
        let chunks = worker?.head.framing == .chunked ? worker?.body.chunks : nil
        ChunkWriter.writeEnd(chunks, passesUnderscores: true, to: &outlet.buffer)
    }

    func writeHead(of worker: WorkerConnection, framing: BodyFraming) {
        let author = ResponseAuthor(
            framing: framing,
            isToHEAD: isToHEAD,
            clientVersion: head.version,
            keepsAlive: keepsAlive,
            prefix: route.flatMap { PrefixWriter($0, request: head) },
            notes: worker.head.isInterim ? nil : responseNotes,
            strictTransport: strictTransport
        )
        outlet.open()
        author.write(worker.head, to: &outlet.buffer)
    }
}
