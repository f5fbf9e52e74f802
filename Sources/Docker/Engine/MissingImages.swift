// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Fleet
internal import Synchronization

/// Which images were just found to be missing: for a while a request for them is refused without asking the engine again.
final class MissingImages: Sendable {
    private struct State {
        var until: [ImageReference: Moment] = [:]
    }

    private let state = Mutex(State())
    private static let memory = Duration.seconds(10)

    func remember(_ image: ImageReference, at now: Moment) {
        state.withLock { state in
            state.until = state.until.filter { $0.value > now }
            state.until[image] = now + Self.memory
        }
    }

    func forget(_ image: ImageReference) {
        state.withLock { $0.until[image] = nil }
    }

    func contains(_ image: ImageReference, at now: Moment) -> Bool {
        state.withLock { state in state.until[image].map { $0 > now } ?? false }
    }
}
