// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import NIOCore
internal import NIOHPACK

/// The body of a message with HTTP/2, counted, as one with HTTP/1.1.
///
/// What would complete the message is held back until the stream ends: until then it may still prove longer than it said.
struct BodyTranslation {
    /// What goes on, in order. Given back rather than passed on from within: whoever gets it may come back at once.
    struct Pieces {
        var first: ByteBuffer?
        var second: ByteBuffer?
        var third: ByteBuffer?

        func forEach(_ body: (ByteBuffer) -> Void) {
            if let first { body(first) }
            if let second { body(second) }
            if let third { body(third) }
        }
    }

    private enum Stage {
        case none
        case length(left: UInt64)
        case chunked
        case complete
    }

    private var stage: Stage
    private var held = ByteBuffer()

    /// - Parameter framing: how the head says that the body ends.
    init(_ framing: BodyFraming) {
        stage =
            switch framing {
            case .none, .untilClose: .none
            case .length(let length): .length(left: length)
            case .chunked: .chunked
            }
    }

    var isComplete: Bool {
        if case .complete = stage { true } else { false }
    }

    /// - Parameter head: as HTTP/1.1.
    mutating func headCame(_ head: ByteBuffer, endsStream: Bool) -> Pieces? {
        switch stage {
        case .none, .length(0):
            held = head
            stage = .length(left: 0)
            return endsStream ? end(behind: Pieces()) : Pieces()
        case .length, .chunked: return endsStream ? end(behind: Pieces(first: head)) : Pieces(first: head)
        case .complete: return nil
        }
    }

    /// Nil: the head says otherwise.
    mutating func dataCame(_ bytes: ByteBuffer, endsStream: Bool) -> Pieces? {
        let count = bytes.readableBytes
        var pieces = Pieces()
        switch stage {
        case .none, .complete: return nil
        case .length(let left):
            guard UInt64(count) <= left else { return nil }
            stage = .length(left: left - UInt64(count))
            if count > 0, UInt64(count) == left { held = bytes } else if count > 0 { pieces.first = bytes }
        case .chunked where count > 0:
            var size = ByteBuffer()
            ChunkWriter.writeSize(count, to: &size)
            pieces.first = size
            pieces.second = bytes
            pieces.third = ByteBuffer(staticString: endsStream ? "\r\n0\r\n\r\n" : "\r\n")
            if endsStream { stage = .complete }
            return pieces
        case .chunked: break
        }
        return endsStream ? end(behind: pieces) : pieces
    }

    /// Nil: they are malformed, or what came before them is not whole.
    mutating func trailersCame(_ trailers: HPACKHeaders) -> Pieces? {
        guard let fields = TrailerTranslation(trailers) else { return nil }
        guard case .chunked = stage else { return end(behind: Pieces()) }
        stage = .complete
        return Pieces(first: fields.lastChunk)
    }

    private mutating func end(behind pieces: Pieces) -> Pieces? {
        var pieces = pieces
        switch stage {
        case .length(0): pieces.third = held
        case .chunked: pieces.third = ByteBuffer(staticString: "0\r\n\r\n")
        case .none, .length, .complete: return nil
        }
        stage = .complete
        held = ByteBuffer()
        return pieces
    }
}
