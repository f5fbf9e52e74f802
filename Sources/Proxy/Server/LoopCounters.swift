// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Synchronization

/// One loop's counts: written by the loop alone, read by anybody.
final class LoopCounters: Sendable {
    private let connections = Atomic(0)
    private let requests = Atomic(0)
    private let inFlight = Atomic(0)
    private let refusedConnections = Atomic(0)

    func connectionOpened() { connections.add(1, ordering: .relaxed) }
    func connectionClosed() { connections.subtract(1, ordering: .relaxed) }
    func connectionRefused() { refusedConnections.add(1, ordering: .relaxed) }

    func requestBegan() {
        requests.add(1, ordering: .relaxed)
        inFlight.add(1, ordering: .relaxed)
    }

    func requestEnded() { inFlight.subtract(1, ordering: .relaxed) }

    func add(to counts: inout ProxyCounts) {
        counts.connections += connections.load(ordering: .relaxed)
        counts.requests += requests.load(ordering: .relaxed)
        counts.inFlight += inFlight.load(ordering: .relaxed)
        counts.refusedConnections += refusedConnections.load(ordering: .relaxed)
    }
}
