// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// The stacks of one process's threads: granted for little of their size. New ones are expected to come to what the others have come to.
struct ThreadStacks: Sendable {
    private struct Stack {
        let addresses: Range<UInt64>
        let since: Duration
        /// What of it was touched, beyond what it was granted for, when it was looked at last.
        var depth = ByteCount.zero
        /// Looked at when it was no longer new, and hardly touched: its thread waits for something.
        var isResting = false
    }

    private var stacks: [Stack] = []
    private(set) var usual = ByteCount.zero
    private var measured = 0

    /// Whether so many are new that what is usual had better be known before memory is short.
    var areMany: Bool { stacks.count - measured > max(8, measured / 8) }

    /// What of the new ones will still be touched, if they come to what the others have come to.
    func expected(at now: Duration) -> ByteCount {
        stacks.reduce(.zero) { sum, stack in
            now - stack.since < LeaseRules.stackIsNew ? sum + (usual - stack.depth) : sum
        }
    }

    /// Whether some are new no longer and were not looked at since.
    func haveAged(at now: Duration) -> Bool {
        stacks.contains { $0.depth == .zero && !$0.isResting && now - $0.since >= LeaseRules.stackIsNew }
    }

    mutating func granted(_ addresses: Range<UInt64>, at now: Duration) {
        let stack = Stack(addresses: addresses, since: now)
        if let index = stacks.firstIndex(where: { $0.addresses.overlaps(addresses) }) {
            stacks[index] = stack
        } else {
            stacks.append(stack)
        }
    }

    /// Looks at each. Returns how much more was touched of those that are in use than before.
    ///
    /// - Parameter touched: what of some addresses was touched; nil where that cannot be told.
    mutating func measure(at now: Duration, _ touched: (Range<UInt64>) -> ByteCount?) -> ByteCount {
        var looked: [Stack] = []
        var explained = ByteCount.zero
        var sum = ByteCount.zero
        var used: Int64 = 0
        for var stack in stacks {
            guard let touched = touched(stack.addresses) else {
                stacks = []
                return .zero
            }
            // A thread's own data lie in its stack, from its start to its end.
            if touched == .zero { continue }
            let depth = touched - MemoryRequest.touchedStack
            if !stack.isResting { explained = explained + (depth - stack.depth) }
            stack.depth = depth
            stack.isResting = depth == .zero && now - stack.since >= LeaseRules.stackIsNew
            sum = sum + depth
            used += depth == .zero ? 0 : 1
            looked.append(stack)
        }
        stacks = looked
        measured = looked.count
        usual = ByteCount(bytes: used == 0 ? 0 : sum.bytes / used)
        return explained
    }
}
