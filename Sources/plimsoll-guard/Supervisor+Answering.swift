// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import CSystemCalls
internal import Capacity

extension Supervisor {
    /// Answers the request, unless it is to be held up. The process was just observed.
    mutating func settle(_ pending: inout HeldRequest, at now: Duration) -> Bool {
        var request = pending.request
        if let room = reader?.room(closely: false) { ledger.observed(room, at: now) }
        if pending.stack != nil { measureStacks(onlyMany: true, at: now) }
        // Looked at a moment ago, it is looked at in full again.
        for step in (pending.least == nil ? 0 : 2)..<3 {
            switch step {
            case 1: if let room = reader?.room(closely: true) { ledger.observed(room, at: now) }
            case 2:
                // It may have been raised meanwhile.
                if readLimits(olderThan: LeaseRules.limitsFresh, at: now), let room = reader?.room(closely: true) {
                    ledger.observed(room, at: now)
                }
                request = lessened(pending)
                // First: what a thread has by now is seen by the look.
                ledger.noteTaken { files.faults(of: $1, in: $0) }
                lookAtAll(at: now)
                measureShared(by: pending.request.thread, at: now)
                measureStacks(at: now)
            default: break
            }
            var others: [Int32] = []
            for other in held where other.id != pending.id { others.append(other.request.process) }
            switch ledger.decide(request, isLookedAt: step == 2, held: others, at: now) {
            case .look: continue
            case .grant(let data):
                _ = LeasedLimit.set(pending.request.process, to: data)
                if let stack = pending.stack { ledger.granted(stack: stack, to: pending.request.process, at: now) }
                if let end = pending.heapEnd { heaps.moved(of: pending.request.process, to: end) }
                leaveSlack(to: pending.request.process)
                proceed(pending.id)
                warnWhenDue(at: now)
                return true
            case .wait where now < pending.deadline: return false
            case .refuse where step == 2 && mayBeGivenBack(request.claim, for: &pending, at: now): return false
            case .wait, .refuse:
                if step == 2 { ledger.refused(request, at: now) }
                refuse(pending, onPurpose: false, at: now)
                return true
            }
        }
        return true
    }

    /// Whether what is in use fell a moment ago, or was not looked at before: memory that a thread unmaps leaves its data at once, and the
    /// container page by page.
    private mutating func mayBeGivenBack(_ claim: ByteCount, for pending: inout HeldRequest, at now: Duration) -> Bool {
        let used = ledger.room.used
        if claim <= LeaseRules.small || claim > ledger.room.budget || now >= pending.deadline { return false }
        guard ledger.hasOthers(than: pending.request.process) else { return false }
        if let least = pending.least, least.used <= used {
            if now - least.since < LeaseRules.givingBackLasts { return true }
            mayHold = now + LeaseRules.vainLasts
            return false
        }
        if pending.least == nil && now < mayHold { return false }
        pending.least = (used, now)
        return true
    }

    mutating func refuse(_ pending: HeldRequest, onPurpose: Bool, at now: Duration) {
        account.tally.pointee.refused(
            pending.request,
            name: ledger.name(of: pending.request.process),
            left: ledger.left,
            onPurpose: onPurpose,
            arrival: pending.arrival,
            now: Self.now,
            at: .nanoseconds(plimsoll_time_of_day())
        )
        // Before the program hears of it: whoever reads what the program says of it finds it written.
        isRecordDue = true
        record(at: now)
        let process = pending.request.process
        if pending.heapEnd != nil {
            refuseHeap(of: process, pending.id)
            // Until its limit is set anew it would be refused the smallest pieces, too.
            if refusedHeaps.isEmpty { nextRelease = now + LeaseRules.heapRefusalLasts }
            refusedHeaps.append(process)
        } else {
            if let data = ledger.allowance(of: process) { _ = LeasedLimit.set(process, to: data) }
            _ = plimsoll_refuse(listener, pending.id)
        }
        warnWhenDue(at: now)
        if now >= mayTell {
            mayTell = now + LeaseRules.tellEvery
            let line = ledger.refusal(of: pending.request)
            GuardRun.say(onPurpose || faults.share < 100 ? "on purpose \(line)" : line)
        }
        nextTick = min(nextTick, isRecordDue ? mayRecord : now + LeaseRules.lookEvery)
    }

    /// Writes the record unless it was written just now; then the next tick does.
    mutating func record(at now: Duration) {
        guard now >= mayRecord else { return }
        mayRecord = now + LeaseRules.recordEvery
        isRecordDue = false
        account.writeAtOnce()
    }

    /// What was refused to a heap no longer bounds what else its process takes.
    mutating func releaseHeaps() {
        for process in refusedHeaps {
            if let data = ledger.allowance(of: process) { _ = LeasedLimit.set(process, to: data) }
        }
        refusedHeaps.removeAll(keepingCapacity: true)
    }

    /// An error for an answer would be taken for an address: the kernel has to say it, once there is no room. Where the limit is
    /// not ours to set, we say what it would: where the heap ends still.
    private func refuseHeap(of process: Int32, _ id: UInt64) {
        let isFull = limitsHold && files.memory(of: process).map { LeasedLimit.set(process, to: $0.data) } ?? false
        if !isFull, let end = heaps.end(of: process) {
            _ = plimsoll_answer(listener, id, Int64(bitPattern: end))
        } else {
            proceed(id)
        }
    }

    /// What is writable at its addresses is not asked for again, and what is in memory there not claimed.
    private func lessened(_ pending: HeldRequest) -> MemoryRequest {
        var request = pending.request
        let process = request.process
        guard let replaced = pending.replaced, let space = files.addressSpace(of: process) else { return request }
        let isKept = pending.staysMapped
        request.size = request.size - space.writable(in: replaced, sharedToo: isKept)
        // Of what is larger than all there can be in memory twice over, the rest would not fit: a reservation is not looked through.
        if request.size - limit > limit { return request }
        request.touched = space.touched(besideWritableIn: replaced, sharedToo: isKept) {
            files.touched(in: $0, of: process, isOwn: $1) ?? .zero
        }
        return request
    }

    /// What was given back before a look saw it come shows nowhere: what is mapped still is all that can be touched.
    private mutating func measureShared(by thread: Int32, at now: Duration) {
        guard ledger.sharedClaim > .zero else { return }
        var untouched = files.untouchedSegments
        let known = ledger.processes
        for process in known { untouched = untouched + files.untouchedShared(of: process) }
        // A child that inherited it may never have asked; others that did not have the same.
        var inherited = ByteCount.zero
        for process in files.processes(in: places) ?? [] where !known.contains(process) {
            inherited = max(inherited, files.untouchedShared(of: process))
        }
        ledger.observed(untouchedShared: untouched + inherited, by: thread, at: now)
    }

    mutating func measureStacks(onlyMany: Bool = false, at now: Duration) {
        ledger.measureStacks(onlyMany: onlyMany, at: now) { files.touched(in: $1, of: $0) }
    }

    mutating func warnWhenDue(at now: Duration) {
        // A coarse look takes page cache for memory in use, and stacks that are used for a sign of more.
        var left = ledger.leftAtMost
        if warning.isNear(left: left, budget: ledger.room.budget), let room = reader?.room(closely: true) {
            ledger.observed(room, at: now)
            measureStacks(at: now)
            measureShared(by: 0, at: now)
            left = ledger.leftAtMost
        }
        warning.giveWhenDue(left: left, budget: ledger.room.budget, limit: ledger.room.limit)
    }

    func proceed(_ id: UInt64) {
        _ = plimsoll_let(listener, id)
    }
}
