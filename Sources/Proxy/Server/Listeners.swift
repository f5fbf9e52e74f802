// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import NIOCore
internal import Synchronization

/// The channels that accept connections.
final class Listeners: Sendable {
    private struct State {
        var channels: [any Channel] = []
    }

    private let state = Mutex(State())

    func add(_ channel: any Channel) {
        state.withLock { $0.channels.append(channel) }
    }

    func takeAll() -> [any Channel] {
        state.withLock { state in
            defer { state.channels = [] }
            return state.channels
        }
    }
}
