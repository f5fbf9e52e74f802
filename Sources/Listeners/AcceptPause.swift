// Plimsoll
// SPDX-License-Identifier: Apache-2.0

package import NIOCore

/// Lets a listener rest while this host has no file descriptor for another connection: what waits stays with the system.
///
/// The library's own handler keeps the listener in the selector, which then wakes the loop all the time.
/// Guarded by DescriptorTests.withoutDescriptorsItServesOnAndTakesMoreWhenThereAreSome.
package final class AcceptPause: ChannelInboundHandler {
    package typealias InboundIn = any Channel

    private let onShortage: (IOError) -> Void
    private var isResting = false

    /// - Parameter onShortage: called on the loop, once for each rest.
    package init(onShortage: @escaping (IOError) -> Void = { _ in }) {
        self.onShortage = onShortage
    }

    package func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard let error = error as? IOError else { return context.fireErrorCaught(error) }
        // A client that has gone before it was accepted is no trouble of ours.
        guard HostShortage.isCause(of: error), !isResting, let options = context.channel.syncOptions else { return }
        onShortage(error)
        // Who reads by itself is stopped and let go on; who asks for each connection has its question asked again.
        let readsByItself = (try? options.getOption(.autoRead)) ?? true
        isResting = true
        try? options.setOption(.autoRead, value: false)
        let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
        context.eventLoop.assumeIsolated().scheduleTask(in: HostShortage.pause) {
            self.isResting = false
            if readsByItself {
                try? bound.value.channel.syncOptions?.setOption(.autoRead, value: true)
            } else {
                bound.value.read()
            }
        }
    }
}

@available(*, unavailable)
extension AcceptPause: Sendable {}
