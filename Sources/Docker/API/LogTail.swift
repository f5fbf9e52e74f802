// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Synchronization

/// The last lines of a log that is being read.
final class LogTail: Sendable {
    private struct State {
        var frames: LogFrames
    }

    private let state: Mutex<State>

    init(_ lines: Int) {
        state = Mutex(State(frames: LogFrames(keeping: lines)))
    }

    func feed(_ bytes: some Collection<UInt8>) {
        state.withLock { $0.frames.feed(bytes) }
    }

    func finish() -> [String] {
        state.withLock { $0.frames.finish() }
    }
}
