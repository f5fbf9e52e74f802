// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Fleet
internal import Synchronization

/// Tells everybody who listens that something may have changed.
final class HintBoard: Sendable {
    private struct State {
        var listeners: [Int: AsyncStream<EngineHint>.Continuation] = [:]
        var next = 0
    }

    private let state = Mutex(State())

    func stream() -> AsyncStream<EngineHint> {
        // One that is not yet read says as much as a hundred.
        let (stream, continuation) = AsyncStream.makeStream(of: EngineHint.self, bufferingPolicy: .bufferingNewest(1))
        let number = state.withLock { state in
            state.next += 1
            state.listeners[state.next] = continuation
            return state.next
        }
        continuation.onTermination = { [weak self] _ in
            _ = self?.state.withLock { $0.listeners.removeValue(forKey: number) }
        }
        return stream
    }

    func post(_ hint: EngineHint) {
        let listeners = state.withLock { Array($0.listeners.values) }
        for listener in listeners { listener.yield(hint) }
    }

    func close() {
        let listeners = state.withLock { Array($0.listeners.values) }
        for listener in listeners { listener.finish() }
    }
}
