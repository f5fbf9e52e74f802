// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Glibc
internal import NIOCore

extension ChannelHandlerContext {
    /// Ends the output once all that was written has gone out. The channel may be closed then: where the other side has ended its
    /// own, nothing is left of the connection, and ending the output at once would drop what waits to be sent.
    func sayLast(_ finish: @escaping () -> Void) {
        let sent = eventLoop.makePromise(of: Void.self)
        let context = NIOLoopBound(self, eventLoop: eventLoop)
        writeAndFlush(NIOAny(ByteBuffer()), promise: sent)
        sent.futureResult.assumeIsolated().whenComplete { _ in
            context.value.close(mode: .output, promise: nil)
            finish()
        }
    }
}

extension ChannelHandlerContext {
    /// The next bytes that the system holds of a peer that has ended its side, after the channel's own input was closed to leave
    /// them there. Nil: that was all.
    /// - Parameter leavesIt: they can be taken again.
    func takeHeldBack(atMost most: Int = 64 << 10, leavesIt: Bool = false) -> ByteBuffer? {
        let flags = CInt(leavesIt ? MSG_DONTWAIT | MSG_PEEK : MSG_DONTWAIT)
        let taken = try? pipeline.syncOperations.withUnsafeTransportIfAvailable(of: CInt.self) { socket in
            var buffer = channel.allocator.buffer(capacity: most)
            let count = buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: most) { space in
                max(0, recv(socket, space.baseAddress, most, flags))
            }
            return count > 0 ? buffer : nil
        }
        return taken ?? nil
    }
}
