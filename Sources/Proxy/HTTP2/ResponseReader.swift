// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import NIOCore
internal import NIOHPACK

/// Takes apart what the relay writes to a client with HTTP/1.1, for one with HTTP/2. All of it is our own writing.
struct ResponseReader: ~Copyable {
    private enum Stage {
        case head, body, complete
    }

    /// When the last byte of it is on its way. Nil: it has not been written yet.
    var end: EventLoopFuture<Void>?
    private var stage = Stage.head
    private var head = ResponseHead()
    private var body = OwnBody()
    private var isToHEAD = false

    mutating func came(_ bytes: ByteBuffer, isToHEAD: Bool) {
        self.isToHEAD = isToHEAD
        body.came(bytes)
    }

    /// Nil: there is no more for now.
    mutating func next() -> MessagePart? {
        switch stage {
        case .complete: return nil
        case .head:
            guard body.pending.readableBytes > 0,
                case .complete = head.read(from: &body.pending, limits: OwnBody.limits, isToHEAD: isToHEAD)
            else { return nil }
            let headers = FieldTranslation.headers(of: head)
            if head.isInterim { return .head(headers, endsStream: false) }
            stage = head.framing == .none ? .complete : .body
            body.begin(head.framing)
            return .head(headers, endsStream: head.framing == .none)
        case .body:
            switch body.next() {
            case nil: return nil
            case .data(let piece): return .data(piece)
            case .end(let last):
                stage = .complete
                return .end(
                    last: last,
                    trailers: head.framing == .chunked ? FieldTranslation.trailers(of: body.chunks) : [:]
                )
            }
        }
    }

    mutating func takeHeld() -> ByteBuffer? { body.takeHeld() }
}
