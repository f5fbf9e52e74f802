// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Fleet
internal import NIOCore
internal import Synchronization

/// The channels that accept connections.
final class Listeners: Sendable {
    private struct State {
        var channels: [any Channel] = []
        var secureEndpoints: [Endpoint] = []
    }

    private let state = Mutex(State())

    func add(_ channel: any Channel) {
        state.withLock { $0.channels.append(channel) }
    }

    /// Where TLS is spoken, with the ports the system chose.
    var secureEndpoints: [Endpoint] {
        state.withLock { $0.secureEndpoints }
    }

    func addSecure(_ endpoint: Endpoint) {
        state.withLock { $0.secureEndpoints.append(endpoint) }
    }

    func takeAll() -> [any Channel] {
        state.withLock { state in
            defer { state.channels = [] }
            return state.channels
        }
    }
}
