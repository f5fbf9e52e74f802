// Plimsoll
// SPDX-License-Identifier: Apache-2.0

package import Fleet
internal import Synchronization

/// A fleet that answers what it was told to, and notes what it was asked.
package final class StubOperations: FleetOperations {
    private struct State {
        var status: FleetStatus
        var refusal: LeaseRefusal?
        var logFailure: EngineError?
        var lines: [String] = []
        var asked: [String] = []
    }

    private let state: Mutex<State>

    package init(_ status: FleetStatus) {
        state = Mutex(State(status: status))
    }

    package var asked: [String] { state.withLock { $0.asked } }

    package func show(_ status: FleetStatus) { state.withLock { $0.status = status } }
    package func refuse(_ refusal: LeaseRefusal) { state.withLock { $0.refusal = refusal } }
    package func setLog(_ lines: [String]) { state.withLock { $0.lines = lines } }
    package func failLog(_ error: EngineError) { state.withLock { $0.logFailure = error } }

    package func status() async -> FleetStatus { state.withLock { $0.status } }

    package func start(_ service: ServiceName) async throws(LeaseRefusal) { try act("start \(service)") }

    package func stop(_ service: ServiceName) async throws(LeaseRefusal) { try act("stop \(service)") }

    package func log(of service: ServiceName, lines: Int) async throws(EngineError) -> [String] {
        let (failure, log) = state.withLock { state in
            state.asked.append("log \(service) \(lines)")
            return (state.logFailure, state.lines)
        }
        if let failure { throw failure }
        return log.suffix(lines)
    }

    private func act(_ deed: String) throws(LeaseRefusal) {
        let refusal = state.withLock { state in
            state.asked.append(deed)
            return state.refusal
        }
        if let refusal { throw refusal }
    }
}
