// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// Who was granted how much of a container's memory: decides on each request whether it still fits.
///
/// What was granted and is not touched yet counts as if it were, so that the container cannot be full before somebody was refused:
///
///     used + claims <= limit - reserve
///
/// where small requests may use up half of the reserve, so that a program can deal with the refusal of a large one.
///
/// A claim is what a process may touch without asking again. It shrinks as the process touches it, when the kernel's own figures
/// grow by the same.
package struct MemoryLedger: Sendable {
    package private(set) var room: MemoryRoom
    private var accounts: [ProcessAccount] = []
    private var shared = SharedClaims()
    /// What was charged to the container at the last look that did not tell page cache from the rest.
    private var charged = ByteCount.zero
    private var lastRefusal: Refusal?

    /// What a refusal rested on.
    private struct Refusal {
        let process: Int32
        let claim: ByteCount
        let charged: ByteCount
        let claims: ByteCount
        let at: Duration
    }

    package init(room: MemoryRoom) {
        self.room = room
    }

    package var processes: [Int32] { accounts.map { $0.process } }

    /// What all processes may still touch without asking again.
    package var claims: ByteCount { accounts.reduce(sharedClaim) { $0 + $1.claim } }

    /// What of it is shared memory.
    package var sharedClaim: ByteCount { shared.sum }

    /// What is left if all that was granted just now shows already.
    package var leftAtMost: Int64 { accounts.reduce(left) { $0 + $1.promised.bytes } }

    /// What may still be granted; below zero when the container is fuller than it should be.
    package var left: Int64 { room.budget.bytes - room.used.bytes - claims.bytes }

    package mutating func observed(_ new: MemoryRoom, at now: Duration) {
        if let touched = new.shared {
            shared.observed(touched: touched - (room.shared ?? touched), at: now)
        } else {
            charged = new.used
        }
        let touched = new.shared ?? room.shared
        room = new
        room.shared = touched
    }

    /// All shared memory that anybody may touch without asking again was looked at, for a request of `thread`: what was granted to it before,
    /// it has by now. What was granted to another a moment ago may not show yet.
    package mutating func observed(untouchedShared: ByteCount, by thread: Int32, at now: Duration) {
        let toShow = shared.toShow(besideThatOf: thread, among: processes, at: now)
        shared.observed(untouched: untouchedShared, toShow: toShow)
    }

    package mutating func observed(_ memory: ProcessMemory, at now: Duration) {
        if let index = accounts.firstIndex(where: { $0.process == memory.process }) {
            accounts[index].observed(memory, trusted: max(LeaseRules.trusted, room.budget.quarter), at: now)
        } else {
            accounts.append(ProcessAccount(memory, at: now))
        }
    }

    /// Looks at the threads that were granted something which does not show yet; to be called before all processes are looked at.
    /// - Parameter faults: the page faults of a thread of a process; nil where it has ended.
    package mutating func noteTaken(_ faults: (Int32, Int32) -> Int64?) {
        for index in accounts.indices {
            let process = accounts[index].process
            accounts[index].noteTaken { faults(process, $0) }
        }
        shared.noteTaken(faults)
    }

    /// Whether something was granted to the process that does not show yet.
    package func hasPromised(_ process: Int32) -> Bool {
        for account in accounts where account.process == process { return account.promised > .zero }
        return false
    }

    /// Whether anybody runs while a thread of the process waits.
    package func hasOthers(than process: Int32) -> Bool {
        accounts.contains { $0.process != process || $0.memory.threads > 1 }
    }

    /// These addresses will be a thread's stack.
    package mutating func granted(stack addresses: Range<UInt64>, to process: Int32, at now: Duration) {
        guard let index = accounts.firstIndex(where: { $0.process == process }) else { return }
        accounts[index].granted(stack: addresses, at: now)
    }

    /// Looks at the stacks of those processes of which more was touched than was expected, or that have many new ones.
    ///
    /// - Parameters:
    ///   - onlyMany: only at those of the latter.
    ///   - touched: what of some addresses of a process was touched; nil where that cannot be told.
    package mutating func measureStacks(
        onlyMany: Bool,
        at now: Duration,
        _ touched: (Int32, Range<UInt64>) -> ByteCount?
    ) {
        for index in accounts.indices
        where accounts[index].hasManyNewStacks || !onlyMany && accounts[index].hasStacksToMeasure {
            let process = accounts[index].process
            accounts[index].measureStacks(at: now) { touched(process, $0) }
        }
    }

    /// The process ended, or is about to be another program: it holds nothing of what it was granted.
    package mutating func forgot(_ process: Int32) {
        accounts.removeAll { $0.process == process }
    }

    /// Decides on a request of a process that was just observed.
    ///
    /// - Parameters:
    ///   - isLookedAt: the room and all processes were just observed, too.
    ///   - held: the processes that wait for an answer: they can touch nothing meanwhile.
    package mutating func decide(
        _ request: MemoryRequest,
        isLookedAt: Bool,
        held: [Int32],
        at now: Duration
    ) -> MemoryAnswer {
        guard let index = accounts.firstIndex(where: { $0.process == request.process }) else { return .look }
        accounts[index].settle(thread: request.thread)
        shared.settle(thread: request.thread, at: now)
        let request = shared.lessened(request, at: now)
        // What is touched of it can be told only from what was there before.
        if request.kind == .shared && room.shared == nil && !isLookedAt { return .look }
        // What a thread's stack is granted for is small; what it is expected to come to may not be.
        let expected = request.kind == .stack ? accounts[index].usualStack : .zero
        let isSmall = request.claim <= LeaseRules.small && expected == .zero
        let left = left - expected.bytes + (isSmall ? room.cushion.bytes : 0)
        if request.claim.bytes <= left || request.claim == .zero {
            if request.kind == .shared {
                shared.grant(request, at: now)
            } else {
                accounts[index].promise(request, at: now)
            }
            return .grant(data: allowance(of: accounts[index]))
        }
        if !isLookedAt { return isRefusedAgain(request, at: now) ? .refuse : .look }
        // Its other threads go on while this one waits: they ask again, which settles what they were promised before.
        let toShow = shared.toShow(besideThatOf: request.thread, among: processes, at: now)
        let own = accounts[index].expectedOfStacks + accounts[index].promised + toShow
        let others = accounts.reduce(own) { sum, account in
            account.process == request.process || held.contains(account.process) ? sum : sum + account.claim
        }
        if request.claim.bytes > left + others.bytes { return .refuse }
        accounts[index].waited(at: now)
        return .wait
    }

    /// It is refused after a look at everything.
    package mutating func refused(_ request: MemoryRequest, at now: Duration) {
        lastRefusal = Refusal(process: request.process, claim: request.claim, charged: charged, claims: claims, at: now)
    }

    /// Whether a look at the container alone tells that the request is refused again, as its process has nothing to give back that this
    /// would not show.
    package func mayRefuseUnseen(_ request: MemoryRequest, at now: Duration) -> Bool {
        guard let lastRefusal, lastRefusal.claims <= LeaseRules.stillness else { return false }
        return lastRefusal.process == request.process && now - lastRefusal.at < LeaseRules.refusalLasts
    }

    /// Refused as much a moment ago, and nothing was given back since: allocators ask in several ways, and again for each piece, so
    /// that a full look at each would cost a program most of its time.
    package func isRefusedAgain(_ request: MemoryRequest, at now: Duration) -> Bool {
        guard let lastRefusal, now - lastRefusal.at < LeaseRules.refusalLasts else { return false }
        return request.process == lastRefusal.process && request.claim >= lastRefusal.claim
            && charged >= lastRefusal.charged && charged + claims >= lastRefusal.charged + lastRefusal.claims
    }

    /// What the process's data may come to by what it was granted and by small requests; nil for one that is not known.
    package func allowance(of process: Int32) -> ByteCount? {
        accounts.first { $0.process == process }.map { allowance(of: $0) }
    }

    /// The processes that hold most, the largest first.
    func largest(_ count: Int) -> [ProcessMemory] {
        var rest = accounts
        var largest: [ProcessMemory] = []
        while largest.count < count && !rest.isEmpty {
            var most = 0
            for index in rest.indices where rest[index].memory.held > rest[most].memory.held { most = index }
            largest.append(rest.remove(at: most).memory)
        }
        return largest
    }

    /// What the process is called; empty for one that is not known.
    package func name(of process: Int32) -> String {
        for account in accounts where account.process == process { return account.memory.name }
        return ""
    }

    private func allowance(of account: ProcessAccount) -> ByteCount {
        account.dataToCome + slack
    }

    /// What each process may take by small requests. As the cushion is used up it goes to nothing, as each new limit would add to it.
    private var slack: ByteCount {
        let cushioned = ByteCount(bytes: max(left + room.cushion.bytes, 0) / 2 / Int64(max(accounts.count, 1)))
        return min(max(share, min(cushioned, LeaseRules.leastSlack)), LeaseRules.mostSlack)
    }

    private var share: ByteCount { ByteCount(bytes: max(left, 0) / 8 / Int64(max(accounts.count, 1))) }

    /// The part of its slack that a process's heap may take without a decision; the rest is for small mappings. Nothing when little is
    /// left: what each new limit would add goes beyond the container's in the end.
    package var heapSlack: ByteCount {
        share >= LeaseRules.leastSlack ? ByteCount(bytes: slack.bytes / 2) : .zero
    }
}

extension ByteCount {
    fileprivate var quarter: ByteCount { ByteCount(bytes: bytes / 4) }
}
