// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import NIOCore

/// A connection that has left HTTP: what passes both ways, and how it ends. Events in, orders out.
struct Tunnel {
    enum Side: Hashable {
        case client, worker
    }

    enum Order: Hashable {
        /// Send what is left, and then the end, to that side.
        case endOutput(Side)
        /// Both have said all: close both, once each has what was sent to it.
        case close
        /// End both with a word where the protocol has one, as far as it can be said.
        case goodbye
        /// The other side ended in the middle: so does this.
        case abort(Side)
    }

    let isWebSocket: Bool
    private var fromClient = FrameScanner()
    private var fromWorker = FrameScanner()
    private var hasClientEnded = false
    private var hasWorkerEnded = false

    init(isWebSocket: Bool) {
        self.isWebSocket = isWebSocket
    }

    /// - Returns: whether it is a use of the worker: anything but a WebSocket's pings and pongs.
    mutating func came(_ bytes: ByteBuffer, from side: Side) -> Bool {
        guard isWebSocket else { return true }
        return bytes.withUnsafeReadableBytes { bytes in
            switch side {
            case .client: fromClient.pass(bytes)
            case .worker: fromWorker.pass(bytes)
            }
        }
    }

    /// A side sends no more, and may still listen.
    mutating func inputEnded(_ side: Side) -> Order {
        switch side {
        case .client: hasClientEnded = true
        case .worker: hasWorkerEnded = true
        }
        return hasClientEnded && hasWorkerEnded ? .close : .endOutput(side.other)
    }

    /// A side is gone.
    /// - Parameter isInOrder: it had said all that it had to say.
    func closed(_ side: Side, isInOrder: Bool) -> Order {
        isInOrder ? .close : .abort(side.other)
    }

    /// Nothing was said for too long, or the worker is to end: the same for both.
    func revoked() -> Order { .goodbye }

    /// What there is to wait for. Other protocols than WebSocket may well go on with one side.
    var patience: Patience {
        isWebSocket && (hasClientEnded || hasWorkerEnded) ? .tunnelEnd : .tunnel
    }

    /// Whether a close frame of ours may be said to that side: no frame on its way there is cut by it, and none has closed.
    func maySayGoodbye(to side: Side) -> Bool {
        guard isWebSocket else { return false }
        let scanner =
            switch side {
            case .client: fromWorker
            case .worker: fromClient
            }
        return scanner.isBetweenFrames && !scanner.hasClosed
    }
}

extension Tunnel.Side {
    var other: Self {
        switch self {
        case .client: .worker
        case .worker: .client
        }
    }
}
