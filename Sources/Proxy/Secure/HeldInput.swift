// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import NIOCore

/// Stands before TLS where the client has ended its side and sent more than is wanted yet: that stays with the system, and comes in pieces as it
/// is asked for.
final class HeldInput: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = ByteBuffer

    private var context: ChannelHandlerContext?
    private var isAsked = false
    private var hasEnded = false

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        context.close(mode: .input, promise: nil)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
    }

    func read(context: ChannelHandlerContext) {
        guard !isAsked, !hasEnded else { return }
        isAsked = true
        context.eventLoop.assumeIsolated().execute { self.take() }
    }

    private func take() {
        isAsked = false
        guard let context else { return }
        if let bytes = context.takeHeldBack() {
            context.fireChannelRead(wrapInboundOut(bytes))
            context.fireChannelReadComplete()
        } else {
            hasEnded = true
            context.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
        }
    }

    /// What the channel itself reads has come to its end, and TLS would ask for more at once.
    func channelReadComplete(context: ChannelHandlerContext) {}

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        // The end is behind what is held, and said there.
        if let event = event as? ChannelEvent, event == .inputClosed { return }
        context.fireUserInboundEventTriggered(event)
    }
}

@available(*, unavailable)
extension HeldInput: Sendable {}
