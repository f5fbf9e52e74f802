// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// Shared memory that was granted and is not touched yet, by anybody.
struct SharedClaims: Sendable {
    private(set) var sum = ByteCount.zero
    private var grantedAt = Duration.zero
    /// What may not show yet.
    private var recent: [MemoryPromise] = []
    /// The last of each file or segment that many may map before it is filled, with the size of all that was granted of it.
    private var ofObjects: [MemoryPromise] = []

    /// By so much more of it was touched than before.
    mutating func observed(touched: ByteCount, at now: Duration) {
        sum = sum - touched
        if now - grantedAt >= LeaseRules.idleAfter { sum = .zero }
    }

    /// No more is there to be touched, and what may not show yet.
    mutating func observed(untouched: ByteCount, toShow: ByteCount) {
        sum = min(sum, untouched + toShow)
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
        sum = sum + request.claim
        grantedAt = now
        var grant = MemoryPromise(request, at: now)
        recent.append(grant)
        guard let object = request.object else { return }
        grant.request.size = min(granted(of: object, at: now) + request.claim, object.missing)
        ofObjects.removeAll { $0.request.isOf(object) || !$0.isYounger(than: LeaseRules.idleAfter, at: now) }
        ofObjects.append(grant)
    }

    private func granted(of object: SharedObject, at now: Duration) -> ByteCount {
        for grant in ofObjects where grant.request.isOf(object) && grant.isYounger(than: LeaseRules.idleAfter, at: now)
        {
            return grant.request.size
        }
        return .zero
    }
}

extension MemoryRequest {
    fileprivate func isOf(_ object: SharedObject) -> Bool { self.object.map { $0.isSame(as: object) } ?? false }
}
