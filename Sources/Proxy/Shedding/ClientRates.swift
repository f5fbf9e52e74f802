// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Fleet
internal import NIOCore
internal import Synchronization

/// How much each client has asked of late, for all loops: of the proxy, and of each service that limits it.
final class ClientRates: Sendable {
    /// Clients that are known at a time; 16 bytes each.
    static let capacity = 1 << 16

    private final class Shard: Sendable {
        /// Nil until somebody is counted: most proxies limit nobody.
        let table = Mutex<RateTable?>(nil)
    }

    private static let shardCount = 16
    /// So that loops seldom wait for each other.
    private let shards: [Shard] = (0..<shardCount).map { _ in Shard() }

    /// - Parameter service: whose limit it is. Nil: the proxy's.
    /// - Returns: when the client may come again. Nil: it may go on, and this was counted.
    func refusal(of client: IPAddress, _ rate: ClientRate, _ service: ServiceName?, at now: NIODeadline) -> TimeAmount?
    {
        // Seeded anew in every process.
        var hasher = Hasher()
        hasher.combine(ClientKey(client))
        hasher.combine(service)
        let hash = UInt64(bitPattern: Int64(hasher.finalize()))
        // The table looks for its place by the low bits.
        let shard = shards[Int(hash >> 60) % Self.shardCount]
        return shard.table.withLock { table in
            if table == nil { table = RateTable(capacity: Self.capacity / Self.shardCount) }
            return table?.take(hash, rate, at: now)
        }
    }
}
