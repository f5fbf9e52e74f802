// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import NIOCore
internal import NIOHPACK

/// A body of our own writing with HTTP/1.1, piece by piece. One piece is held back in case it is the last, which is then said with it.
struct OwnBody {
    /// What we add to a head of the largest size is within this.
    static let limits = HeadLimits(startLine: 64 << 10, field: 1 << 20, fieldList: 4 << 20, fieldCount: 4096)

    /// What was written and not taken apart yet.
    var pending = ByteBuffer()
    private(set) var isComplete = false
    private var reader = BodyReader()
    private var isChunked = false
    private var held: ByteBuffer?

    mutating func came(_ bytes: ByteBuffer) {
        var bytes = bytes
        if pending.readableBytes == 0 {
            pending = bytes
        } else {
            pending.writeBuffer(&bytes)
        }
    }

    mutating func begin(_ framing: BodyFraming) {
        reader.begin(framing)
        isChunked = framing == .chunked
        isComplete = framing == .none
    }

    /// Nil: there is no more for now.
    mutating func next() -> MessagePart? {
        while !isComplete {
            switch reader.next(from: &pending, limits: Self.limits) {
            case .incomplete, .refused: return nil
            case .data(let piece):
                let earlier = held
                held = piece
                if let earlier { return .data(earlier) }
            case .end:
                isComplete = true
                return .end(last: takeHeld(), trailers: isChunked ? FieldTranslation.trailers(of: reader.chunks) : [:])
            }
        }
        return nil
    }

    /// What was held back must go: nobody knows when more comes.
    mutating func takeHeld() -> ByteBuffer? {
        defer { held = nil }
        return held
    }
}
