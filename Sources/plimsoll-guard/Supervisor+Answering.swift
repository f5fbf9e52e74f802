// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import CSystemCalls
internal import Capacity

extension Supervisor {
    /// Answers the request, unless it is to be held up. The process was just observed.
    mutating func settle(_ pending: HeldRequest, at now: Duration) -> Bool {
        var pending = pending
        if let room = reader.room(closely: false) { ledger.observed(room, at: now) }
        for step in 0..<3 {
            switch step {
            case 1: if let room = reader.room(closely: true) { ledger.observed(room, at: now) }
            case 2:
                if let replaced = pending.replaced, let space = files.addressSpace(of: pending.request.process) {
                    pending.request.size = pending.request.size - space.writable(in: replaced)
                }
                lookAtAll(at: now)
            default: break
            }
            let others = held.filter { $0.id != pending.id }.map { $0.request.process }
            switch ledger.decide(pending.request, isLookedAt: step == 2, held: others, at: now) {
            case .look: continue
            case .grant(let data):
                _ = LeasedLimit.set(pending.request.process, to: data)
                if let end = pending.heapEnd { heaps.moved(of: pending.request.process, to: end) }
                proceed(pending.id)
                return true
            case .wait where now < pending.deadline: return false
            case .wait, .refuse:
                refuse(pending, at: now)
                return true
            }
        }
        return true
    }

    private mutating func refuse(_ pending: HeldRequest, at now: Duration) {
        tally.pointee.refused += 1
        if pending.heapEnd != nil {
            // An error for an answer would be taken for an address. The kernel says it properly, once there is no room.
            if let memory = files.memory(of: pending.request.process) {
                _ = LeasedLimit.set(pending.request.process, to: memory.data)
            }
            proceed(pending.id)
        } else {
            _ = plimsoll_refuse(listener, pending.id)
        }
        if now >= mayTell {
            mayTell = now + LeaseRules.tellEvery
            GuardRun.say(ledger.refusal(of: pending.request, limit: reader.limit))
        }
        nextTick = min(nextTick, now + LeaseRules.lookEvery)
    }

    func proceed(_ id: UInt64) {
        _ = plimsoll_let(listener, id)
    }
}
