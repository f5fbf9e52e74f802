// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Docker
internal import Fleet
internal import Synchronization

/// Listens to an engine's hints until told to stop.
final class Hints: Sendable {
    private struct State {
        var heard: [EngineHint] = []
        var task: Task<Void, Never>?
    }

    private let state = Mutex(State())

    init(_ engine: DockerEngine) {
        let task = Task { [weak self] in
            for await hint in engine.hints() { self?.hear(hint) }
        }
        state.withLock { $0.task = task }
    }

    var heard: [EngineHint] { state.withLock { $0.heard } }

    var hasLostTheEngine: Bool {
        heard.contains { if case .lost = $0 { true } else { false } }
    }

    func stop() { state.withLock { $0.task?.cancel() } }

    private func hear(_ hint: EngineHint) {
        state.withLock { $0.heard.append(hint) }
    }
}
