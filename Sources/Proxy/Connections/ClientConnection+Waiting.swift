// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Fleet
internal import NIOCore

/// When it reads, and how long it waits.
extension ClientConnection {
    func readIfWanted() {
        guard !isReadPending, !hasInputEnded, wantsRead else { return }
        isReadPending = true
        if isHoldingBack {
            loop.eventLoop.assumeIsolated().execute { self.takeHeldBack() }
        } else {
            context?.read()
        }
    }

    /// The client has ended its side, and NIO would now hand over all that the system holds of it, however much that is.
    func holdBack() {
        switch phase {
        case .awaiting, .leaving, .closed: return
        case .exchanging, .tunnelling: break
        }
        // A connection whose output is closed would be closed as a whole: guarded by HeldBackTests.
        guard session == nil, !isHoldingBack, !hasEndedOutput, let context else { return }
        if let entrance {
            if holdsEnough { entrance.holdBack() }
            return
        }
        isHoldingBack = true
        context.close(mode: .input, promise: nil)
        guard case .exchanging = phase, exchange.upload != .complete else { return }
        // One that has left in the middle is not to be waited for.
        let most = 256 << 10
        guard var rest = context.takeHeldBack(atMost: most, leavesIt: true), rest.readableBytes < most else { return }
        var whole = inbound
        whole.writeBuffer(&rest)
        guard !body.isCompleted(by: whole, limits: loop.settings.headLimits) else { return }
        perform(exchange.clientEndedInput(after: .zero, isWhole: false))
    }

    /// Beneath TLS nothing can be looked at ahead. To see one leave that stands in line, some of what is not wanted yet is taken in.
    private var holdsEnough: Bool {
        if case .tunnelling = phase { return true }
        return worker != nil || inbound.readableBytes >= 128 << 10
    }

    private func takeHeldBack() {
        guard let context else { return }
        let bytes = context.takeHeldBack()
        if let bytes { came(bytes) }
        isReadPending = false
        if bytes == nil {
            isHoldingBack = false
            inputEnded(context, wasHeldBack: true)
        }
        settle()
    }

    private var wantsRead: Bool {
        switch phase {
        case .awaiting: true
        case .leaving(let dropped): dropped <= Self.mostDropped
        case .exchanging:
            // A body is read as fast as the worker takes it. Else only one read is kept up, to see the client leave.
            exchange.maySendBody || inbound.readableBytes == 0 && !exchange.isUploadStuck
        case .tunnelling: worker?.isWritable ?? false
        case .closed: false
        }
    }

    func setDeadline() {
        let patience = presentPatience
        // A head has one limit as a whole; everything else may go on as long as it goes on.
        if patience == self.patience, progress == lastProgress || patience == .head { return }
        if patience == .requestBody, self.patience != .requestBody { paceSince = .distantPast }
        self.patience = patience
        lastProgress = progress
        guard let patience, let limit = limit(of: patience) else {
            timing.deadline = .distantFuture
            return
        }
        let now = NIODeadline.now()
        loop.wheel.set(patience == .requestBody ? min(now + limit, paceLimit(now)) : now + limit, for: self, now: now)
    }

    private func limit(of patience: Patience) -> TimeAmount? {
        patience == .tunnel ? route?.tunnelIdleTimeout.map { TimeAmount($0) } : loop.limits[patience]
    }

    /// Until when the body has come fast enough. Only the time in which the worker waits for it counts.
    private func paceLimit(_ now: NIODeadline) -> NIODeadline {
        if paceSince == .distantPast {
            paceSince = now
            pacedBytes = bodyBytes
        }
        let timeouts = loop.settings.timeouts
        guard timeouts.requestBodyRate > 0 else { return .distantFuture }
        let seconds = Int64((bodyBytes - pacedBytes) / timeouts.requestBodyRate)
        return paceSince + TimeAmount(timeouts.requestBody / 3) + .seconds(seconds)
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
        case .awaiting: endUnused()
        case .leaving: context?.close(promise: nil)
        case .closed: return
        }
        settle()
    }
}
