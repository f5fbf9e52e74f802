// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Fleet
import Synchronization

/// A line that a test decides on.
final class FakeLeasing: WorkerLeasing {
    typealias Decision = @Sendable (ServiceName) async throws(LeaseRefusal) -> Lease

    private struct State {
        var asked: [ServiceName] = []
        var unreachable: [UInt64] = []
        var decision: Decision
    }

    private let state: Mutex<State>

    init(
        _ decision: @escaping Decision = { _ async throws(LeaseRefusal) -> Lease in
            throw LeaseRefusal(.startFailed, "no worker in this test")
        }
    ) {
        state = Mutex(State(decision: decision))
    }

    var asked: [ServiceName] { state.withLock { $0.asked } }
    var unreachable: [UInt64] { state.withLock { $0.unreachable } }

    func decide(_ decision: @escaping Decision) {
        state.withLock { $0.decision = decision }
    }

    func lease(for service: ServiceName) async throws(LeaseRefusal) -> Lease {
        let decision = state.withLock { state in
            state.asked.append(service)
            return state.decision
        }
        return try await decision(service)
    }

    func reportUnreachable(_ worker: LiveWorker) {
        state.withLock { $0.unreachable.append(worker.epoch) }
    }
}
