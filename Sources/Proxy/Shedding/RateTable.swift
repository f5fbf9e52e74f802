// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Fleet
internal import NIOCore

/// A token bucket for each of many clients, in a fixed place: however many clients there are, it takes no more memory.
///
/// A bucket is one moment, *full*: when it will hold all its tokens again (the generic cell rate algorithm). One that is full is as good as none,
/// so its place is free. Where there is no free one the fullest bucket makes room: whoever has asked least is forgotten, and gains
/// little by it; whoever is over the limit stays known.
struct RateTable {
    /// Buckets that share a place to be looked for in.
    static let ways = 8

    private struct Bucket {
        var client: UInt64 = 0
        var full = NIODeadline.uptimeNanoseconds(0)
    }

    private var buckets: [Bucket]

    init(capacity: Int) {
        buckets = Array(repeating: Bucket(), count: max(1, capacity / Self.ways) * Self.ways)
    }

    /// How many clients there is room for.
    var places: Int { buckets.count }

    /// Takes a token, if there is one.
    /// - Parameter client: a hash, so that nobody can choose whose place it shares.
    /// - Returns: how long until there is one. Nil: it was taken.
    mutating func take(_ client: UInt64, _ rate: ClientRate, at now: NIODeadline) -> TimeAmount? {
        let first = Int(client % UInt64(buckets.count / Self.ways)) * Self.ways
        let place = (first..<(first + Self.ways)).first { buckets[$0].client == client } ?? freest(from: first)
        let isKnown = buckets[place].client == client
        let full = isKnown ? max(buckets[place].full, now) : now
        let interval = TimeAmount(rate.interval)
        let room = .nanoseconds(interval.nanoseconds.multipliedOrMost(by: Int64(rate.burst - 1))) as TimeAmount
        guard full - now <= room else { return full - now - room }
        buckets[place] = Bucket(client: client, full: full + interval)
        return nil
    }

    private func freest(from first: Int) -> Int {
        var best = first
        for place in first..<(first + Self.ways) where buckets[place].full < buckets[best].full { best = place }
        return best
    }
}

extension Int64 {
    fileprivate func multipliedOrMost(by other: Int64) -> Int64 {
        let (product, isTooMuch) = multipliedReportingOverflow(by: other)
        return isTooMuch ? .max : product
    }
}
