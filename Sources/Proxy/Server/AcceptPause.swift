// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import NIOCore

/// Lets a listener rest while this host has no file descriptor for another connection: what waits stays with the system.
///
/// The library's own handler keeps the listener in the selector, which then wakes the loop all the time.
/// Guarded by DescriptorTests.withoutDescriptorsItServesOnAndTakesMoreWhenThereAreSome.
final class AcceptPause: ChannelInboundHandler {
    typealias InboundIn = any Channel

    private let warnings: Warnings
    private var isResting = false

    init(_ warnings: Warnings) {
        self.warnings = warnings
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // A client that has gone before it was accepted is no trouble of ours.
        guard let error = error as? IOError, HostShortage.isCause(of: error), !isResting else { return }
        warnings.outOfSockets("accept", error)
        isResting = true
        setReading(false, context)
        let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
        context.eventLoop.assumeIsolated().scheduleTask(in: HostShortage.pause) {
            self.isResting = false
            self.setReading(true, bound.value)
        }
    }

    private func setReading(_ isOn: Bool, _ context: ChannelHandlerContext) {
        try? context.channel.syncOptions?.setOption(.autoRead, value: isOn)
    }
}

@available(*, unavailable)
extension AcceptPause: Sendable {}
