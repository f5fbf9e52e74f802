// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import NIOCore
internal import NIOHPACK

/// Takes apart what the relay writes to a client with HTTP/1.1, for one with HTTP/2. All of it is our own writing.
struct ResponseReader: ~Copyable {
    enum Part {
        case head(HPACKHeaders, endsStream: Bool)
        case data(ByteBuffer)
        /// - Parameter last: the last piece of the body, if it was held back.
        case end(last: ByteBuffer?, trailers: HPACKHeaders?)
    }

    private enum Stage {
        case head, body, complete
    }

    /// What we add to a head of the largest size is within this.
    private static let limits = HeadLimits(startLine: 64 << 10, field: 1 << 20, fieldList: 4 << 20, fieldCount: 4096)

    /// When the last byte of it is on its way. Nil: it has not been written yet.
    var end: EventLoopFuture<Void>?
    private var stage = Stage.head
    private var pending = ByteBuffer()
    private var head = ResponseHead()
    private var body = BodyReader()
    /// Held back in case it is the last, which is then said with it.
    private var held: ByteBuffer?
    private var isToHEAD = false

    mutating func came(_ bytes: ByteBuffer, isToHEAD: Bool) {
        self.isToHEAD = isToHEAD
        var bytes = bytes
        if pending.readableBytes == 0 {
            pending = bytes
        } else {
            pending.writeBuffer(&bytes)
        }
    }

    /// Nil: there is no more for now.
    mutating func next() -> Part? {
        switch stage {
        case .complete: return nil
        case .head:
            guard pending.readableBytes > 0,
                case .complete = head.read(from: &pending, limits: Self.limits, isToHEAD: isToHEAD)
            else { return nil }
            let headers = FieldTranslation.headers(of: head)
            if head.isInterim { return .head(headers, endsStream: false) }
            stage = head.framing == .none ? .complete : .body
            body.begin(head.framing)
            return .head(headers, endsStream: stage == .complete)
        case .body: return nextOfBody()
        }
    }

    /// What was held back must go: nobody knows when more comes.
    mutating func takeHeld() -> ByteBuffer? {
        defer { held = nil }
        return held
    }

    private mutating func nextOfBody() -> Part? {
        while true {
            switch body.next(from: &pending, limits: Self.limits) {
            case .incomplete, .refused: return nil
            case .data(let piece):
                if let earlier = held {
                    held = piece
                    return .data(earlier)
                }
                held = piece
            case .end:
                stage = .complete
                return .end(
                    last: takeHeld(),
                    trailers: head.framing == .chunked ? FieldTranslation.trailers(of: body.chunks) : nil
                )
            }
        }
    }
}
