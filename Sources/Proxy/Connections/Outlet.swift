// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import NIOCore

/// The way out of one connection: small things are gathered into one buffer, large ones pass as they are.
final class Outlet {
    /// Pieces up to this length are copied next to what they leave with.
    private static let smallPiece = 1 << 10

    /// A larger buffer is not kept for the next time: most connections are idle most of the time.
    private static let mostKept = 4 << 10

    /// So much is not gathered for one flush where `countsAtFlush`.
    private static let mostUncounted = 64 << 10

    var context: ChannelHandlerContext?
    /// Nil: everything takes the way through the channel.
    var shortcut: SocketShortcut?
    /// Small things to send, in order: open it before writing to it.
    var buffer = ByteBuffer()
    /// Bytes handed on to the connection so far.
    private var passed: UInt64 = 0
    /// What the buffer holds is on its way already.
    private var isPassed = false
    /// The connection counts what it holds only when it is flushed, and is taken to be writable until then: so does TLS.
    var countsAtFlush = false
    /// Bytes handed on when it was flushed last.
    private var flushed: UInt64 = 0
    /// The channel may still hold bytes that were written to it.
    private var mayChannelHold = false
    private(set) var wantsFlush = false
    /// It will be flushed at the end of the loop's turn.
    var isInRound = false

    /// Bytes written so far, whether they have left or not.
    var written: UInt64 { isPassed ? passed : passed + UInt64(buffer.readableBytes) }

    /// What was written since the last flush is so much that more would come before it is seen to be full.
    var wantsFlushNow: Bool { countsAtFlush && written - flushed >= Self.mostUncounted }

    /// Makes the buffer ready to be written to.
    func open() {
        wantsFlush = true
        guard isPassed else { return }
        isPassed = false
        buffer.clear()
    }

    func write(_ piece: ByteBuffer) {
        open()
        if piece.readableBytes <= Self.smallPiece {
            buffer.writeImmutableBuffer(piece)
        } else {
            pass()
            passed += UInt64(piece.readableBytes)
            mayChannelHold = true
            context?.write(NIOAny(piece), promise: nil)
        }
    }

    /// Writes a piece of a chunked body.
    func writeChunk(_ piece: ByteBuffer) {
        open()
        ChunkWriter.writeSize(piece.readableBytes, to: &buffer)
        write(piece)
        open()
        buffer.writeStaticString("\r\n")
    }

    func flush() {
        guard wantsFlush else { return }
        wantsFlush = false
        guard !leavesAtOnce() else { return }
        pass()
        flushed = passed
        context?.flush()
    }

    /// Whether the system took all that there was.
    private func leavesAtOnce() -> Bool {
        guard !isPassed, buffer.readableBytes > 0 else { return false }
        if mayChannelHold, shortcut?.isClear == true { mayChannelHold = false }
        guard !mayChannelHold, let taken = shortcut?.send(buffer) else { return false }
        passed += UInt64(taken)
        guard taken == buffer.readableBytes else {
            buffer.moveReaderIndex(forwardBy: taken)
            return false
        }
        forget()
        return true
    }

    private func pass() {
        guard !isPassed, buffer.readableBytes > 0 else { return }
        passed += UInt64(buffer.readableBytes)
        mayChannelHold = true
        context?.write(NIOAny(buffer), promise: nil)
        forget()
    }

    private func forget() {
        if buffer.storageCapacity > Self.mostKept {
            buffer = ByteBuffer()
        } else {
            isPassed = true
        }
    }
}

@available(*, unavailable)
extension Outlet: Sendable {}
