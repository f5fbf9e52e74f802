// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import CSystemCalls
internal import Capacity

extension Supervisor {
    /// Answers the request, unless it is to be held up. The process was just observed.
    mutating func settle(_ pending: HeldRequest, at now: Duration) -> Bool {
        var pending = pending
        if let room = reader?.room(closely: false) { ledger.observed(room, at: now) }
        if pending.stack != nil { measureStacks(onlyMany: true, at: now) }
        for step in 0..<3 {
            switch step {
            case 1: if let room = reader?.room(closely: true) { ledger.observed(room, at: now) }
            case 2:
                // It may have been raised meanwhile.
                if readLimits(olderThan: LeaseRules.limitsFresh, at: now), let room = reader?.room(closely: true) {
                    ledger.observed(room, at: now)
                }
                if let replaced = pending.replaced { lessen(&pending.request, by: replaced) }
                lookAtAll(at: now)
                measureShared(by: pending.request.thread, at: now)
                measureStacks(at: now)
            default: break
            }
            let others = held.filter { $0.id != pending.id }.map { $0.request.process }
            switch ledger.decide(pending.request, isLookedAt: step == 2, held: others, at: now) {
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
            case .wait, .refuse:
                refuse(pending, onPurpose: false, at: now)
                return true
            }
        }
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
            let line = ledger.refusal(of: pending.request, limit: limit)
            GuardRun.say(onPurpose ? "on purpose \(line)" : line)
        }
        nextTick = min(nextTick, isRecordDue ? mayRecord : now + LeaseRules.lookEvery)
    }

    /// Writes the record unless it was written just now; then the next tick does.
    mutating func record(at now: Duration) {
        guard now >= mayRecord else { return }
        mayRecord = now + LeaseRules.recordEvery
        isRecordDue = false
        _ = account.write(account.report(nil))
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

    /// What lies at these addresses is not asked for again.
    private func lessen(_ request: inout MemoryRequest, by replaced: Range<UInt64>) {
        let process = request.process
        guard let space = files.addressSpace(of: process) else { return }
        request.size = request.size - space.writable(in: replaced)
        // Of what is larger than all there can be in memory twice over, the rest would not fit: a reservation is not looked through.
        if request.size - limit > limit { return }
        request.touched = space.touched(besideWritableIn: replaced) {
            files.touched(in: $0, of: process, isOwn: true) ?? .zero
        }
    }

    /// What was given back before a look saw it come shows nowhere: what is mapped still is all that can be touched.
    private mutating func measureShared(by thread: Int32, at now: Duration) {
        guard ledger.sharedClaim > .zero else { return }
        var untouched = files.untouchedSegments
        for process in ledger.largest(.max) {
            guard let space = files.addressSpace(of: process.process) else { continue }
            untouched = untouched + (space.sharedAndWritable - (process.held - process.touched))
        }
        ledger.observed(untouchedShared: untouched, by: thread, at: now)
    }

    mutating func measureStacks(onlyMany: Bool = false, at now: Duration) {
        ledger.measureStacks(onlyMany: onlyMany, at: now) { files.touched(in: $1, of: $0) }
    }

    mutating func warnWhenDue(at now: Duration) {
        // A coarse look takes page cache for memory in use, and stacks that are used for a sign of more.
        if warning.isNear(left: ledger.left, budget: ledger.room.budget), let room = reader?.room(closely: true) {
            ledger.observed(room, at: now)
            measureStacks(at: now)
        }
        warning.giveWhenDue(left: ledger.left, budget: ledger.room.budget, limit: limit)
    }

    func proceed(_ id: UInt64) {
        _ = plimsoll_let(listener, id)
    }
}
