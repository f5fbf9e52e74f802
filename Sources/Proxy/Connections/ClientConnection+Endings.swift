// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Fleet
internal import Glibc
internal import NIOCore

/// Answers of ours, and the ways a connection ends.
extension ClientConnection {
    /// What is still read of a client that is told to go.
    static let mostDropped = 64 << 10

    /// Writes an answer of ours in place of a worker's.
    func giveAnswer(_ answer: OwnAnswer) {
        var hasHead = false
        if case .exchanging = phase { hasHead = true }
        let isRequestRead = body.isComplete
        let staysOpen = keepsAlive && !answer.closes && isRequestRead && !loop.isDraining
        let writer = AnswerWriter(
            answer: answer,
            isToHEAD: hasHead && isToHEAD,
            prefersPage: hasHead && prefersPage,
            keepsAlive: staysOpen,
            clientVersion: head.version,
            strictTransport: strictTransport
        )
        outlet.open()
        writer.write(to: &outlet.buffer)
        if staysOpen {
            phase = .awaiting
            forgetRequest()
        } else {
            leave()
        }
    }

    /// Says no more, and closes when the client has read everything and had its say: an answer must not be lost to a reset.
    func leave() {
        phase = .leaving(dropped: 0)
        forgetRequest()
        inbound = ByteBuffer()
        outlet.flush()
        guard case .leaving = phase, let context else { return }
        context.sayLast {
            self.isOutputSaid = true
            self.closeIfSaid()
            self.settle()
        }
    }

    func closeIfSaid() {
        guard hasInputEnded, isOutputSaid else { return }
        context?.close(promise: nil)
    }

    /// A stream that sends more is read no further: its window holds it back until its time is over.
    func drop(_ total: Int) {
        phase = .leaving(dropped: total)
        if total > Self.mostDropped, session == nil { context?.close(promise: nil) }
    }

    /// Closes so that the client cannot take what it got for the whole.
    func cut() {
        if case .exchanging = phase {
            let isClientGone = hasInputEnded || context?.channel.isActive != true
            story.verdict = isClientGone ? RequestStory.clientLeft : "cut_off"
            reportEnd()
        }
        phase = .closed
        forgetRequest()
        // What came before the break is the client's.
        outlet.flush()
        guard let context else { return }
        // Where the end of the connection is the end of the body, only a reset tells that it is not whole.
        let reset = linger(l_onoff: 1, l_linger: 0)
        _ = (context.channel as? any SocketOptionProvider)?.setSoLinger(reset)
        closeAtOnce()
    }

    /// Closes without TLS's goodbye, which would say that all was said.
    func closeAtOnce() {
        if let entrance { entrance.abort() } else { context?.close(promise: nil) }
    }

    /// For a client that speaks without TLS to a secure listener.
    func refusePlainText() {
        introduce(Peer(peer.address, trusted: loop.settings.trustedProxies))
        entrance = nil
        giveAnswer(.plainText)
    }

    var strictTransport: String? { peer.scheme == .https ? loop.strictTransport : nil }

    func closeIfIdle() {
        if case .awaiting = phase, inbound.readableBytes == 0 { endUnused() }
    }

    /// Closes between requests. The last answer may still be on its way to a client that reads slowly.
    func endUnused() {
        // The library stops the program where a stream is asked for this: a stream always says its last.
        guard session == nil, (try? context?.channel.syncOptions?.getOption(.bufferedWritableBytes)) == 0 else {
            return leave()
        }
        context?.close(promise: nil)
    }

    func cutForShutdown() {
        switch phase {
        case .exchanging: perform(exchange.clientLeft())
        case .tunnelling: endTunnel(.goodbye)
        case .awaiting, .leaving, .closed: context?.close(promise: nil)
        }
    }

    /// Whether the request comes from somebody who looks at a page: a GET that would rather have HTML than anything else.
    private var prefersPage: Bool {
        guard head.isMethod("GET") else { return false }
        return head.bytes.withUnsafeReadableBytes { bytes in
            for field in head.section.fields where Bytes.equal(bytes, field.nameRange, "accept") {
                let value = field.valueRange
                let isHTML =
                    value.count >= 9
                    && Bytes.equal(bytes, value.lowerBound..<(value.lowerBound + 9), "text/html")
                return isHTML
            }
            return false
        }
    }
}
