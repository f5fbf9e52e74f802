// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Synchronization

/// The data plane's door to a service: a request enters at once when a worker is ready and has room, or stands in line.
///
/// Event loops call `enter()` and end leases; the supervisor opens and closes. Both only take a short lock.
package final class ServiceGate: Sendable {
    package let service: ServiceName
    private let concurrency: Int
    private let time: any TimeSource
    private let state = Mutex(State())

    private struct State {
        var seats: [Seat] = []
        /// Requests wait in line: the end of a lease is then news.
        var hasLine = false
        var onNews: (@Sendable (GateNews) -> Void)?
        var leasesGranted: UInt64 = 0
        var lastUsed: Moment?
    }

    /// One worker and the requests it has.
    private struct Seat {
        let worker: LiveWorker
        var leases = 0
        var isOpen = true
        var idleSince: Moment
    }

    package init(service: ServiceName, concurrency: Int? = nil, time: any TimeSource) {
        self.service = service
        self.concurrency = concurrency ?? .max
        self.time = time
    }

    /// A lease on a ready worker, or nil: stand in line.
    package func enter() -> Lease? {
        state.withLock { state in
            // Nobody overtakes the line.
            guard !state.hasLine else { return nil }
            return seat(&state)
        }
    }

    /// The newest worker's number; 0: there is none. One that is admitted later with a higher number was not ready then.
    package var newestEpoch: UInt64 {
        state.withLock { $0.seats.map(\.worker.epoch).max() ?? 0 }
    }

    func leave(_ worker: LiveWorker) {
        let now = time.now
        let news: (GateNews, (@Sendable (GateNews) -> Void)?)? = state.withLock { state in
            guard let index = state.seats.firstIndex(where: { $0.worker === worker }) else { return nil }
            state.seats[index].leases -= 1
            state.seats[index].idleSince = now
            state.lastUsed = now
            if !state.seats[index].isOpen {
                guard state.seats[index].leases == 0 else { return nil }
                state.seats.remove(at: index)
                return (.emptied(worker), state.onNews)
            }
            return state.hasLine ? (.roomMade, state.onNews) : nil
        }
        if let (news, report) = news { report?(news) }
    }

    private func seat(_ state: inout State) -> Lease? {
        var best: Int?
        var fewest = concurrency
        for index in state.seats.indices where state.seats[index].isOpen && state.seats[index].leases < fewest {
            best = index
            fewest = state.seats[index].leases
        }
        guard let best else { return nil }
        state.seats[best].leases += 1
        state.leasesGranted += 1
        return Lease(worker: state.seats[best].worker, gate: self)
    }
}

// MARK: - The supervisor's side

extension ServiceGate {
    package func onNews(_ report: @escaping @Sendable (GateNews) -> Void) {
        state.withLock { $0.onNews = report }
    }

    /// Lets requests through to `worker` from now on.
    package func open(_ worker: LiveWorker) {
        let now = time.now
        state.withLock { $0.seats.append(Seat(worker: worker, idleSince: now)) }
    }

    /// A lease for a request that stood in line; it is let through before any newcomer.
    package func admit() -> Lease? {
        state.withLock { seat(&$0) }
    }

    /// Whether newcomers must stand in line behind others.
    package func setHasLine(_ hasLine: Bool) {
        state.withLock { $0.hasLine = hasLine }
    }

    /// Closes the gate to `worker` only if it has had no lease since `moment`.
    package func close(_ worker: LiveWorker, unlessUsedSince moment: Moment) -> IdleClosing {
        state.withLock { state in
            guard let index = state.seats.firstIndex(where: { $0.worker === worker }) else { return .closed }
            let seat = state.seats[index]
            if seat.leases > 0 { return .leased }
            if seat.idleSince > moment { return .idle(since: seat.idleSince) }
            state.seats.remove(at: index)
            return .closed
        }
    }

    /// Closes the gate to `worker` for newcomers. Leases go on; `.emptied` follows the last one.
    /// - Returns: how many leases go on.
    package func close(_ worker: LiveWorker) -> Int {
        state.withLock { state in
            guard let index = state.seats.firstIndex(where: { $0.worker === worker }) else { return 0 }
            let leases = state.seats[index].leases
            if leases == 0 {
                state.seats.remove(at: index)
            } else {
                state.seats[index].isOpen = false
            }
            return leases
        }
    }

    package var occupancy: GateOccupancy {
        state.withLock { state in
            GateOccupancy(
                leases: state.seats.reduce(0) { $0 + $1.leases },
                idleSince: state.seats.contains { $0.leases > 0 } ? nil : state.seats.map(\.idleSince).max(),
                lastUsed: state.lastUsed,
                leasesGranted: state.leasesGranted
            )
        }
    }
}
