// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import NIOCore

/// Takes the body of one message out of the bytes of its connection.
struct BodyReader {
    private var framing = BodyFraming.none
    private var left: UInt64 = 0
    private(set) var chunks = ChunkReader()
    private(set) var isComplete = true

    mutating func begin(_ framing: BodyFraming) {
        self.framing = framing
        isComplete = false
        switch framing {
        case .none, .untilClose: left = 0
        case .length(let length): left = length
        case .chunked: chunks.begin()
        }
    }

    /// After `.end` it is complete and must not be asked again. A body that lasts until its connection closes never ends here.
    mutating func next(from buffer: inout ByteBuffer, limits: HeadLimits) -> BodyStep {
        switch framing {
        case .none: return end()
        case .length:
            if left == 0 { return end() }
            let length = Int(min(left, UInt64(buffer.readableBytes)))
            guard length > 0, let data = buffer.readSlice(length: length) else { return .incomplete }
            left -= UInt64(length)
            return .data(data)
        case .chunked:
            let step = chunks.next(from: &buffer, limits: limits)
            if case .end = step { isComplete = true }
            return step
        case .untilClose:
            guard buffer.readableBytes > 0, let data = buffer.readSlice(length: buffer.readableBytes) else {
                return .incomplete
            }
            return .data(data)
        }
    }

    /// Whether these further bytes complete it, or break it, which reading them will show. Never, if only its connection's end does.
    func isCompleted(by bytes: ByteBuffer, limits: HeadLimits) -> Bool {
        if isComplete { return true }
        switch framing {
        case .none: return true
        case .length: return UInt64(bytes.readableBytes) >= left
        case .untilClose: return false
        case .chunked:
            var (reader, rest) = (self, bytes)
            while true {
                switch reader.next(from: &rest, limits: limits) {
                case .data: continue
                case .incomplete: return false
                case .end, .refused: return true
                }
            }
        }
    }

    private mutating func end() -> BodyStep {
        isComplete = true
        return .end
    }
}
