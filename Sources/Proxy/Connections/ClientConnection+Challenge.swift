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
        let prefix: StaticString = "/.well-known/acme-challenge/"
        let prefixLength = prefix.utf8CodeUnitCount
        // The path first, and only what is needed of the settings: every request passes here.
        guard pathLength > prefixLength, peer.scheme == .http, Bytes.areEqual(target, 0..<prefixLength, prefix) else {
            return nil
        }
        let (challenges, folder) = (loop.settings.challenges, loop.settings.challengeFolder)
        guard challenges != nil || folder != nil else { return nil }
        let rest = target[prefixLength..<pathLength]
        guard head.isMethod("GET") || isToHEAD, head.framing == .none, ChallengeFolder.isToken(rest) else {
            return .answer(.noChallenge)
        }
        let token = String(decoding: rest, as: UTF8.self)
        if let text = challenges?.answer(to: token) { return .answer(.challenge(text)) }
        guard let folder else { return .answer(.noChallenge) }
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
