// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import NIOCore

/// What one loop has to send, sent when it has heard of everything that came in this turn.
///
/// A peer that sleeps is woken by the first write to it, which costs the writer more than the write: when all writes of a turn follow
/// each other, the peer is still at work on the first when the others come.
final class FlushRound {
    private let eventLoop: any EventLoop
    private var waiting: [Outlet] = []
    private var leaving: [Outlet] = []
    private var isScheduled = false

    init(eventLoop: any EventLoop) {
        self.eventLoop = eventLoop
    }

    func add(_ outlet: Outlet) {
        guard outlet.wantsFlush else { return }
        if outlet.wantsFlushNow { return outlet.flush() }
        guard !outlet.isInRound else { return }
        outlet.isInRound = true
        waiting.append(outlet)
        guard !isScheduled else { return }
        isScheduled = true
        eventLoop.assumeIsolated().execute { self.flush() }
    }

    /// Flushing tells handlers that a connection is writable again, or gone: they may add to the next round.
    private func flush() {
        isScheduled = false
        swap(&waiting, &leaving)
        while let outlet = leaving.popLast() {
            outlet.isInRound = false
            outlet.flush()
        }
        if leaving.capacity > 512 { leaving = [] }
    }
}

@available(*, unavailable)
extension FlushRound: Sendable {}
