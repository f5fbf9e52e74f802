// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import NIOCore

/// The end of a probe's pipeline: what hangs up, or does not speak its protocol, is not ready.
final class ProbeEnd: ChannelInboundHandler {
    typealias InboundIn = NIOAny

    private let verdict: EventLoopPromise<Bool>

    init(_ verdict: EventLoopPromise<Bool>) {
        self.verdict = verdict
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {}

    func channelInactive(context: ChannelHandlerContext) {
        verdict.succeed(false)
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        verdict.succeed(false)
        context.close(promise: nil)
    }
}

@available(*, unavailable)
extension ProbeEnd: Sendable {}
