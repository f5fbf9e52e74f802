// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Synchronization

/// Tells who holds a lease without an end of its own, such as a WebSocket's, that its worker is about to be stopped.
package final class Recall: Sendable {
    private struct State {
        var isMade = false
        var next: UInt64 = 0
        var listeners: [UInt64: @Sendable () -> Void] = [:]
    }

    private let state = Mutex(State())

    package init() {}

    /// Calls `listener` once, at once where the recall was made before.
    /// - Returns: what `ignore` knows it by.
    package func listen(_ listener: @escaping @Sendable () -> Void) -> UInt64 {
        let (number, isMade) = state.withLock { state in
            state.next += 1
            if !state.isMade { state.listeners[state.next] = listener }
            return (state.next, state.isMade)
        }
        if isMade { listener() }
        return number
    }

    package func ignore(_ number: UInt64) {
        _ = state.withLock { $0.listeners.removeValue(forKey: number) }
    }

    package func make() {
        let listeners = state.withLock { state in
            defer { state.listeners = [:] }
            state.isMade = true
            return Array(state.listeners.values)
        }
        for listener in listeners { listener() }
    }
}
