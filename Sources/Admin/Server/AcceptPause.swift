// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Glibc
internal import NIOCore

/// Lets the operator's listener rest while this host has no file descriptor for another connection.
///
/// The library's own handler keeps the listener in the selector, which then wakes the loop all the time.
/// Guarded by DescriptorTests.withoutDescriptorsItServesOnAndTakesMoreWhenThereAreSome.
final class AcceptPause: ChannelInboundHandler {
    typealias InboundIn = any Channel

    private static let pause = TimeAmount.milliseconds(200)
    private var isResting = false

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard let code = (error as? IOError)?.errnoCode, [EMFILE, ENFILE, ENOBUFS, ENOMEM].contains(code) else {
            return context.fireErrorCaught(error)
        }
        guard !isResting, let options = context.channel.syncOptions else { return }
        let reads = (try? options.getOption(.autoRead)) ?? true
        isResting = true
        try? options.setOption(.autoRead, value: false)
        let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
        context.eventLoop.assumeIsolated().scheduleTask(in: Self.pause) {
            self.isResting = false
            if reads {
                try? bound.value.channel.syncOptions?.setOption(.autoRead, value: true)
            } else {
                bound.value.read()
            }
        }
    }
}

@available(*, unavailable)
extension AcceptPause: Sendable {}
