// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// Shared memory that was granted and is not touched yet, by anybody.
struct SharedClaims: Sendable {
    /// What of it was granted since `turnedAt`, and what before: by what is granted over and over, nothing else is kept from being idle.
    private var newer = ByteCount.zero
    private var older = ByteCount.zero
    private var turnedAt = Duration.zero
    private var grantedAt = Duration.zero
    /// What calls are filling that asked for it.
    private var filling: [MemoryPromise] = []
    /// What such calls have filled since the last look: it shows at the next, unless it was given back meanwhile.
    private var filled = ByteCount.zero
    /// What may not show yet.
    private var recent: [MemoryPromise] = []
    /// The last of each file or segment that many may map before it is filled, with the size of all that was granted of it.
    private var ofObjects: [MemoryPromise] = []

    var sum: ByteCount { filling.reduce(mapped) { $0 + $1.request.size } }

    private var mapped: ByteCount { older + newer }

    /// By so much more of it was touched than before.
    mutating func observed(touched: ByteCount, at now: Duration) {
        var rest = touched - filled
        filled = .zero
        for index in filling.indices {
            let part = min(rest, filling[index].request.size)
            filling[index].request.size = filling[index].request.size - part
            rest = rest - part
        }
        filling.removeAll { !$0.isYounger(than: LeaseRules.idleAfter, at: now) }
        lessen(by: rest)
        if now - grantedAt >= LeaseRules.idleAfter {
            (older, newer) = (.zero, .zero)
        } else if now - turnedAt >= LeaseRules.idleAfter {
            (older, newer, turnedAt) = (newer, .zero, now)
        }
    }

    /// No more is there to be touched, and what may not show yet.
    mutating func observed(untouched: ByteCount, toShow: ByteCount) {
        lessen(by: mapped - (untouched + toShow))
    }

    private mutating func lessen(by size: ByteCount) {
        newer = newer - (size - older)
        older = older - size
    }

    /// What was granted to other threads of these processes and may not show yet.
    func toShow(besideThatOf thread: Int32, among processes: [Int32], at now: Duration) -> ByteCount {
        var toShow = ByteCount.zero
        for grant in recent
        where grant.request.thread != thread && grant.isYounger(than: LeaseRules.promiseLasts, at: now)
            && processes.contains(grant.request.process)
        {
            toShow = toShow + grant.request.claim
        }
        return min(toShow, sum)
    }

    /// What threads have is no promise any more.
    /// - Parameter faults: of a process and its thread; nil where it has ended.
    mutating func noteTaken(_ faults: (Int32, Int32) -> Int64?) {
        for index in recent.indices {
            recent[index].look(faults(recent[index].request.process, recent[index].request.thread))
        }
        recent.removeAll { $0.isTaken }
    }

    /// A thread that asks again has what it was granted before.
    mutating func settle(thread: Int32, at now: Duration) {
        for call in filling where call.request.thread == thread { filled = filled + call.request.size }
        filling.removeAll { $0.request.thread == thread }
        recent.removeAll { $0.request.thread == thread || !$0.isYounger(than: LeaseRules.promiseLasts, at: now) }
    }

    /// Without what was granted of the same object before: who maps it, too, brings no memory of his own.
    func lessened(_ request: MemoryRequest, at now: Duration) -> MemoryRequest {
        var request = request
        if let object = request.object {
            request.size = min(request.size, object.missing - min(granted(of: object, at: now), sum))
        }
        return request
    }

    mutating func grant(_ request: MemoryRequest, at now: Duration) {
        var grant = MemoryPromise(request, at: now)
        if request.isFilledAtOnce { return filling.append(grant) }
        newer = newer + request.claim
        grantedAt = now
        recent.append(grant)
        guard let object = request.object else { return }
        grant.request.size = min(granted(of: object, at: now) + request.claim, object.missing)
        ofObjects.removeAll { $0.request.isOf(object) || !$0.isYounger(than: LeaseRules.idleAfter, at: now) }
        ofObjects.append(grant)
    }

    /// What of the object may be touched without asking again: by so much as it grew in memory since, it was.
    private func granted(of object: SharedObject, at now: Duration) -> ByteCount {
        for grant in ofObjects where grant.request.isOf(object) && grant.isYounger(than: LeaseRules.idleAfter, at: now)
        {
            return grant.request.size - (object.present - (grant.request.object ?? object).present)
        }
        return .zero
    }
}

extension MemoryRequest {
    fileprivate func isOf(_ object: SharedObject) -> Bool { self.object.map { $0.isSame(as: object) } ?? false }
}
