// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Fleet
internal import NIOCore

/// The beginning of a request: whether it may go on, and where to.
extension ClientConnection {
    func beginRequest() {
        loop.counters.requestBegan()
        hasHadRequest = true
        isToHEAD = head.isMethod("HEAD")
        // Who asks for another protocol and does not get it may have sent what is none of ours already.
        keepsAlive = head.wantsKeepAlive && head.upgrade == nil && !loop.isDraining
        holdsToken = false
        route = nil
        bodyBytes = 0
        responseBytes = 0
        responseStatus = nil
        story = RequestStory()
        began = lastRead
        phase = .exchanging
        body.begin(head.framing)
        if head.framing == .none { finishReadingEmptyBody() }
        let decision = head.bytes.withUnsafeReadableBytes { decide($0) }
        switch decision {
        case .answer(let answer): return endRequest(answer)
        case .lookUp(let token, let folder): return lookUp(token, in: folder)
        case nil: break
        }
        exchange = ExchangeStateMachine(
            .init(
                hasBody: head.framing != .none,
                expectsContinue: head.expectsContinue,
                isIdempotent: head.isIdempotent,
                wantsUpgrade: head.upgrade != nil,
                isOpenEnded: session != nil && route?.workerProtocol == .h2c
            )
        )
        perform(exchange.began())
    }

    /// For a head that is none, or one that asks for what there is not: where the next would begin is in doubt.
    func refuse(_ fault: MessageFault) {
        let answer = OwnAnswer(fault)
        logFault(answer)
        giveAnswer(answer)
    }

    /// Ends a request whose exchange has not begun or is over.
    func endRequest(_ answer: OwnAnswer) {
        responseStatus = answer.status
        story.verdict = answer.error
        reportEnd()
        giveAnswer(answer)
    }

    /// Whoever ends its side in the middle of a body has left, as a rule. One that only said so too soon still reads why it gets nothing.
    func endTruncated() {
        story.verdict = RequestStory.clientLeft
        reportEnd()
        giveAnswer(OwnAnswer(.badRequestBody(.truncated), service: route?.service))
    }

    /// Nil: the request may go on to `route`.
    private func decide(_ bytes: UnsafeRawBufferPointer) -> OwnDecision? {
        let target = UnsafeRawBufferPointer(rebasing: bytes[head.target])
        holdsToken = showsToken(bytes)
        if peer.isTrusted {
            origin = Origin(peer, told: head.section.fields, bytes, trusted: loop.settings.trustedProxies)
        }
        let host = head.facts.host.map { UnsafeRawBufferPointer(rebasing: bytes[head.section.fields[$0].valueRange]) }
        if let certificatePlace, let host,
            loop.settings.certificates?.isOfAnother(Authority.name(in: host), than: certificatePlace) == true
        {
            return .answer(.misdirected)
        }
        switch PathGuard.decide(target, loop.routing, host: host) {
        case .ambiguous: return .answer(OwnAnswer(.ambiguousPath))
        case .passes(let route, let pathLength):
            if isHealthCheck(target, pathLength) { return .answer(.healthy) }
            if let challenge = challenge(target, pathLength) { return challenge }
            if let rate = loop.settings.clientRate, let wait = loop.refusal(of: origin, by: rate, nil) {
                return .answer(.tooManyRequests(until: wait))
            }
            if let redirect = loop.redirect, peer.scheme == .http, !origin.isSecure {
                return .answer(redirect.answer(target: target, host: host))
            }
            guard holdsToken || route?.access == .open else { return .answer(.unauthorized) }
            guard let route else { return .answer(.noRoute) }
            self.route = route
            if head.facts.hasVia, goesRound(bytes) {
                loop.warnings.loop(through: route.service)
                return .answer(.loop(through: route.service))
            }
            if let rate = route.clientRate, let wait = loop.refusal(of: origin, by: rate, route.service) {
                return .answer(.tooManyRequests(until: wait, of: route.service))
            }
        }
        if let largest = loop.settings.largestBody, case .length(let length) = head.framing, length > largest {
            return .answer(OwnAnswer(.badRequestBody(.bodyTooLarge), service: route?.service))
        }
        return nil
    }

    /// Whether this proxy has sent the request on more often than services do that call each other through it.
    private func goesRound(_ bytes: UnsafeRawBufferPointer) -> Bool {
        let passes = head.section.fields.reduce(0) { count, field in
            field.name == .via ? count + loop.pseudonym.count(in: bytes, field.valueRange) : count
        }
        return passes >= Self.mostPasses
    }

    private static let mostPasses = 8

    private func isHealthCheck(_ target: UnsafeRawBufferPointer, _ pathLength: Int) -> Bool {
        Bytes.areEqual(target, 0..<pathLength, "/healthz")
    }

    /// Whether there is exactly one `Authorization`, and it holds the token.
    private func showsToken(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard let token = loop.settings.token, head.facts.authorizationCount == 1,
            let index = head.facts.authorization
        else { return false }
        return token.isShown(by: bytes, head.section.fields[index].valueRange)
    }

    private func finishReadingEmptyBody() {
        _ = body.next(from: &inbound, limits: loop.settings.headLimits)
    }
}
