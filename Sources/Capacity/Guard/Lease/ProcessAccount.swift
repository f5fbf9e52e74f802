// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// What one process has been granted and may still touch.
struct ProcessAccount: Sendable {
    /// A grant that may not show in the kernel's figures yet.
    private struct Promise {
        var request: MemoryRequest
        var at: Duration
        /// The data of the process when it was given.
        var data: ByteCount
    }

    let process: Int32
    private(set) var memory: ProcessMemory
    private var promises: [Promise] = []
    /// Untouched memory that nobody is expected to touch: it stood idle while the process ran, or was asked for as such.
    private(set) var idle: ByteCount
    /// The least untouched memory since `watched`: what has stood idle since then.
    private var floor: ByteCount
    private var watched: Watch

    private struct Watch {
        var since: Duration
        var processorTime: Duration?
    }

    /// A process seen for the first time: whatever it holds untouched it had before it was ours to judge, from its parent or its file.
    init(_ memory: ProcessMemory, at now: Duration) {
        process = memory.process
        self.memory = memory
        idle = memory.untouched
        floor = memory.untouched
        watched = Watch(since: now, processorTime: memory.processorTime)
    }

    /// Memory it may still touch without asking again.
    var claim: ByteCount {
        promises.reduce(memory.untouched - idle) { $0 + $1.request.claim }
    }

    /// What its data may come to when every promise is taken up.
    var dataToCome: ByteCount {
        promises.reduce(memory.data) { $0 + $1.request.size }
    }

    mutating func promise(_ request: MemoryRequest, at now: Duration) {
        promises.append(Promise(request: request, at: now, data: memory.data))
    }

    /// The thread asks again: what it was promised before, it has taken or left.
    mutating func settle(thread: Int32) {
        settle { $0.request.thread == thread }
    }

    mutating func observed(_ new: ProcessMemory, at now: Duration) {
        let old = memory
        memory = new
        settle { promise in
            new.data >= promise.data + promise.request.size || now - promise.at > LeaseRules.promiseLasts
        }
        if new.untouched + LeaseRules.tolerance < idle {
            // Less than what stood idle: either given back, or put to use after all, and then more of it may be, soon.
            let isTouched = new.touched > old.touched + LeaseRules.tolerance
            let shortfall = idle - new.untouched
            idle = new.untouched - (isTouched ? ByteCount(bytes: shortfall.bytes * LeaseRules.wakes) : .zero)
            watch(from: now)
        }
        floor = min(floor, new.untouched)
        let ran = watched.processorTime.flatMap { before in new.processorTime.map { $0 - before } } ?? .zero
        if ran >= LeaseRules.idleAfterRunning || now - watched.since >= LeaseRules.idleAfter {
            idle = max(idle, floor)
            watch(from: now)
        } else if watched.processorTime == nil {
            watched.processorTime = new.processorTime
        }
    }

    /// Standing still while it waits for us says nothing of what it will touch.
    mutating func waited(at now: Duration) {
        watch(from: now)
    }

    private mutating func watch(from now: Duration) {
        floor = memory.untouched
        watched = Watch(since: now, processorTime: memory.processorTime)
    }

    private mutating func settle(_ isDone: (Promise) -> Bool) {
        guard promises.contains(where: isDone) else { return }
        for promise in promises where isDone(promise) {
            // Stacks and reservations show as untouched data from now on, which is not expected to be touched.
            idle = idle + (promise.request.size - promise.request.claim)
        }
        promises.removeAll(where: isDone)
    }
}
