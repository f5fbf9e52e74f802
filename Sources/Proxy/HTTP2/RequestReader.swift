// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import NIOCore
internal import NIOHPACK

/// Takes apart the request that the relay writes to a worker with HTTP/1.1, for one with HTTP/2. All of it is our own writing.
struct RequestReader: ~Copyable {
    private enum Stage {
        case head, body, complete
    }

    private var stage = Stage.head
    private var head = RequestHead()
    private var body = OwnBody()

    var isComplete: Bool { stage == .complete }

    mutating func came(_ bytes: ByteBuffer) {
        body.came(bytes)
    }

    /// Nil: there is no more for now.
    mutating func next() -> MessagePart? {
        switch stage {
        case .complete: return nil
        case .head:
            guard body.pending.readableBytes > 0,
                case .complete = head.read(from: &body.pending, limits: OwnBody.limits)
            else { return nil }
            stage = head.framing == .none ? .complete : .body
            body.begin(head.framing)
            return .head(FieldTranslation.headers(of: head), endsStream: head.framing == .none)
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
