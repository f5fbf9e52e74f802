// Plimsoll
// SPDX-License-Identifier: Apache-2.0

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
