// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Fleet
internal import NIOCore

/// Performs what the exchange orders.
extension ClientConnection {
    /// What is kept of a body that may have to be sent again.
    static let mostSentBody = 64 << 10

    func perform(_ actions: ExchangeActions) {
        for index in 0..<actions.count { perform(actions[index]) }
    }

    private func perform(_ action: ExchangeAction) {
        switch action {
        case .askForWorker: askForWorker()
        case .standInLine: standInLine()
        case .leaveLine: leaveLine()
        case .endLease:
            lease?.end()
            lease = nil
        case .connect: connect(mayReuse: true)
        case .openConnection: connect(mayReuse: false)
        case .reportUnreachable: reportUnreachable()
        case .sendRequest: sendRequest()
        case .sendBody: sendBody()
        case .sendContinue: sendContinue()
        case .sendInterim: sendInterim()
        case .sendResponseHead: sendResponseHead()
        case .sendResponseEnd: sendResponseEnd()
        case .beginTunnel: beginTunnel()
        case .keepConnection: letGo { $0.rest() }
        case .dropConnection:
            ticket += 1
            letGo { $0.close() }
        case .answer(.badRequestBody(.truncated)): endTruncated()
        case .answer(let failure): endRequest(OwnAnswer(failure, service: route?.service))
        case .awaitNextRequest: awaitNextRequest()
        case .closeGently:
            reportEnd()
            leave()
        case .cutClient: cut()
        }
    }

    // MARK: Getting a worker

    private func askForWorker() {
        guard let route else { return }
        if let lease = route.gate.enter() {
            self.lease = lease
            story.leased(lease.worker)
            perform(exchange.leased())
        } else {
            perform(exchange.hadToWait())
        }
    }

    private func standInLine() {
        guard let route else { return }
        let service = route.service
        story.stoodInLine(behind: route.gate.newestEpoch)
        ticket += 1
        let ticket = ticket
        let leasing = loop.leasing
        let eventLoop = loop.eventLoop
        let connection = NIOLoopBound(self, eventLoop: eventLoop)
        // Cancelled by `leaveLine`, when the client goes away.
        waiting = Task {
            let outcome: Result<Lease, LeaseRefusal>
            do throws(LeaseRefusal) {
                outcome = .success(try await leasing.lease(for: service))
            } catch {
                outcome = .failure(error)
            }
            eventLoop.execute { connection.value.lineEnded(outcome, ticket: ticket) }
        }
    }

    private func leaveLine() {
        story.leftLine()
        ticket += 1
        waiting?.cancel()
        waiting = nil
    }

    private func lineEnded(_ outcome: Result<Lease, LeaseRefusal>, ticket: Int) {
        guard ticket == self.ticket else {
            if case .success(let lease) = outcome { lease.end() }
            return
        }
        waiting = nil
        switch outcome {
        case .success(let lease):
            self.lease = lease
            story.leased(lease.worker)
            perform(exchange.leased())
        case .failure(let refusal):
            story.leftLine()
            exchange.refused()
            guard let service = route?.service else { return }
            endRequest(OwnAnswer(refusal, service: service, holdsToken: holdsToken))
        }
        advance()
        settle()
    }

    private func reportUnreachable() {
        guard let worker = lease?.worker else { return }
        loop.pool.drop(epoch: worker.epoch)
        loop.sessions.drop(epoch: worker.epoch)
        loop.leasing.reportUnreachable(worker)
    }

    private func connect(mayReuse: Bool) {
        guard let target = lease?.worker else { return }
        if route?.workerProtocol == .h2c { return openStream(to: target) }
        if mayReuse, let kept = loop.pool.take(for: target, isRepeatable: head.isIdempotent) {
            return linked(kept, isFresh: false)
        }
        open(to: target, mayMakeWay: true)
    }

    /// - Parameter mayMakeWay: where descriptors are missing, what others keep unused is closed, and it is tried again.
    private func open(to target: LiveWorker, mayMakeWay: Bool) {
        ticket += 1
        let ticket = ticket
        // Held until the outcome is known: whoever has a lease must live to end it.
        WorkerConnector.connect(to: target, loop: loop) { [self] outcome in
            guard ticket == self.ticket else {
                if case .connected(let connection) = outcome { connection.close() }
                return
            }
            switch outcome {
            case .connected(let connection): self.linked(connection, isFresh: true)
            case .unreachable: self.perform(self.exchange.connectFailed())
            case .outOfSockets where mayMakeWay && self.loop.pool.makeWay():
                return self.open(to: target, mayMakeWay: false)
            case .outOfSockets: self.perform(self.exchange.couldNotConnect())
            }
            self.settle()
        }
    }

    private func openStream(to target: LiveWorker) {
        ticket += 1
        let ticket = ticket
        loop.sessions.openStream(to: target, loop: loop) { [self] outcome in
            guard ticket == self.ticket else {
                if case .opened(let connection, _) = outcome { connection.close() }
                return
            }
            switch outcome {
            case .opened(let connection, let isFresh): self.linked(connection, isFresh: isFresh)
            case .unreachable: self.perform(self.exchange.connectFailed())
            case .outOfSockets: self.perform(self.exchange.couldNotConnect())
            }
            self.settle()
        }
    }

    private func linked(_ connection: WorkerConnection, isFresh: Bool) {
        worker = connection
        connection.begin(for: self, isToHEAD: isToHEAD)
        perform(exchange.connected(isFresh: isFresh))
    }

    func letGo(_ finish: (WorkerConnection) -> Void) {
        guard let worker else { return }
        self.worker = nil
        finish(worker)
    }

    // MARK: Endings

    private func awaitNextRequest() {
        reportEnd()
        phase = .awaiting
        forgetRequest()
        // A drain may have begun after the head that promised to go on.
        if hasInputEnded || loop.isDraining, inbound.readableBytes == 0 {
            leave()
        } else {
            takeShortcut()
            advance()
        }
    }

    /// Finding it costs more than it saves one answer: only a connection that goes on has it.
    private func takeShortcut() {
        guard outlet.shortcut == nil, session == nil, scheme == .http, let context else { return }
        outlet.shortcut = SocketShortcut(context.channel)
    }

    /// The request has its answer, or nobody to give it to.
    func reportEnd() {
        loop.counters.requestEnded()
        logRequest()
    }

    func forgetRequest() {
        head.clear()
        route = nil
        if !sentBody.isEmpty { sentBody.removeAll(keepingCapacity: false) }
        sentBodyBytes = 0
    }
}
