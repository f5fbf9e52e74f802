// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Synchronization

/// One loop's counts: written by the loop alone, read by anybody.
final class LoopCounters: Sendable {
    private let connections = Atomic(0)
    private let requests = Atomic(0)
    private let inFlight = Atomic(0)
    private let refusedConnections = Atomic(0)

    func connectionOpened() { move(connections, by: 1) }
    func connectionClosed() { move(connections, by: -1) }
    func connectionRefused() { move(refusedConnections, by: 1) }

    func requestBegan() {
        move(requests, by: 1)
        move(inFlight, by: 1)
    }

    func requestEnded() { move(inFlight, by: -1) }

    /// Nobody writes in between: a locked instruction would buy nothing.
    @inline(__always)
    private func move(_ count: borrowing Atomic<Int>, by step: Int) {
        count.store(count.load(ordering: .relaxed) &+ step, ordering: .relaxed)
    }

    func add(to counts: inout ProxyCounts) {
        counts.connections += connections.load(ordering: .relaxed)
        counts.requests += requests.load(ordering: .relaxed)
        counts.inFlight += inFlight.load(ordering: .relaxed)
        counts.refusedConnections += refusedConnections.load(ordering: .relaxed)
    }
}
