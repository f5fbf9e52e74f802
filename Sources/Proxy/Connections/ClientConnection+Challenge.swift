// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Fleet
internal import NIOCore
internal import NIOPosix

/// Answers to an authority that wants to see that a name leads here (ACME, HTTP-01): before tokens, routes and redirects.
extension ClientConnection {
    /// What is done about a request that goes to no worker.
    enum OwnDecision {
        case answer(OwnAnswer)
        /// A file has to be looked at.
        case lookUp(String, ChallengeFolder)
    }

    /// Nil: it is no such request. Only plain listeners are asked.
    func challenge(_ target: UnsafeRawBufferPointer, _ pathLength: Int) -> OwnDecision? {
        let settings = loop.settings
        guard peer.scheme == .http, settings.challenges != nil || settings.challengeFolder != nil else { return nil }
        let prefix = "/.well-known/acme-challenge/"
        guard pathLength > prefix.utf8.count,
            Bytes.areEqual(target, 0..<prefix.utf8.count, "/.well-known/acme-challenge/")
        else { return nil }
        let rest = target[prefix.utf8.count..<pathLength]
        guard head.isMethod("GET") || isToHEAD, head.framing == .none, ChallengeFolder.isToken(rest) else {
            return .answer(.noChallenge)
        }
        let token = String(decoding: rest, as: UTF8.self)
        if let text = settings.challenges?.answer(to: token) { return .answer(.challenge(text)) }
        guard let folder = settings.challengeFolder else { return .answer(.noChallenge) }
        return .lookUp(token, ChallengeFolder(path: folder))
    }

    func lookUp(_ token: String, in folder: ChallengeFolder) {
        exchange = ExchangeStateMachine(.init(hasBody: false, expectsContinue: false, isIdempotent: true))
        // As one in line: whoever leaves is not answered.
        _ = exchange.hadToWait()
        ticket += 1
        let ticket = ticket
        let eventLoop = loop.eventLoop
        let connection = NIOLoopBound(self, eventLoop: eventLoop)
        // Cancelled by `leaveLine`, when the client goes away. A disk may hang, the loop may not.
        waiting = Task {
            let text = try? await NIOThreadPool.singleton.runIfActive { folder.answer(to: token) }
            eventLoop.execute { connection.value.foundChallenge(text, ticket: ticket) }
        }
    }

    private func foundChallenge(_ text: String?, ticket: Int) {
        guard ticket == self.ticket else { return }
        waiting = nil
        exchange.refused()
        endRequest(text.map { .challenge($0) } ?? .noChallenge)
        advance()
        settle()
    }
}
