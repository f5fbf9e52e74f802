// Plimsoll
// SPDX-License-Identifier: Apache-2.0

package import Fleet
internal import Synchronization

/// A clock that moves only when it is told to.
package final class ManualTime: TimeSource {
    private struct Sleeper {
        let wakeAt: Moment
        let continuation: CheckedContinuation<Void, any Error>
    }

    private struct State {
        var now = Moment(sinceStart: .zero)
        var sleepers: [Int: Sleeper] = [:]
        var cancelled: Set<Int> = []
        var nextSleeper = 0
    }

    private let state = Mutex(State())

    package init() {}

    package var now: Moment { state.withLock { $0.now } }
    package var wallClock: Duration { .seconds(1_700_000_000) + now.sinceStart }

    package func advance(by duration: Duration) {
        let due = state.withLock { state in
            state.now = state.now + duration
            let due = state.sleepers.filter { $0.value.wakeAt <= state.now }
            for id in due.keys { state.sleepers[id] = nil }
            return due.values.sorted { $0.wakeAt < $1.wakeAt }
        }
        for sleeper in due { sleeper.continuation.resume() }
    }

    package func sleep(until moment: Moment) async throws {
        let id = state.withLock { state in
            state.nextSleeper += 1
            return state.nextSleeper
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let outcome: Result<Void, any Error>? = state.withLock { state in
                    if state.cancelled.remove(id) != nil { return .failure(CancellationError()) }
                    if state.now >= moment { return .success(()) }
                    state.sleepers[id] = Sleeper(wakeAt: moment, continuation: continuation)
                    return nil
                }
                if let outcome { continuation.resume(with: outcome) }
            }
        } onCancel: {
            let sleeper = state.withLock { state in
                let sleeper = state.sleepers.removeValue(forKey: id)
                if sleeper == nil { state.cancelled.insert(id) }
                return sleeper
            }
            sleeper?.continuation.resume(throwing: CancellationError())
        }
    }
}
