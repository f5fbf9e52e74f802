// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Synchronization

/// How many connections each client has. What is kept is bounded by the connections there may be.
final class ClientConnections: Sendable {
    private let counts = Mutex<[ClientKey: Int]>([:])

    /// Clients that have a connection.
    var clients: Int { counts.withLock { $0.count } }

    /// - Returns: whether there was room. Who entered leaves.
    func enter(_ client: ClientKey, atMost limit: Int) -> Bool {
        counts.withLock { counts in
            let count = counts[client, default: 0]
            guard count < limit else { return false }
            counts[client] = count + 1
            return true
        }
    }

    func leave(_ client: ClientKey) {
        counts.withLock { counts in
            let count = counts[client, default: 0]
            counts[client] = count > 1 ? count - 1 : nil
        }
    }
}
