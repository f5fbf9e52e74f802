// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Synchronization

/// Whether the engine is away, so that its going and its coming back are each told once.
final class Outage: Sendable {
    private struct State {
        var isOn = false
    }

    private let state = Mutex(State())

    /// Whether it was there until now.
    func begins() -> Bool {
        state.withLock { state in
            defer { state.isOn = true }
            return !state.isOn
        }
    }

    /// Whether it was away until now.
    func ends() -> Bool {
        state.withLock { state in
            defer { state.isOn = false }
            return state.isOn
        }
    }
}
