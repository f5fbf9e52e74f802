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
    private var watch: Watch

    /// What has been seen of untouched memory since some time.
    private struct Watch {
        var since: Duration
        var processorTime: Duration?
        var first: ByteCount
        var least: ByteCount

        init(_ memory: ProcessMemory, at now: Duration) {
            since = now
            processorTime = memory.processorTime
            first = memory.untouched
            least = memory.untouched
        }

        /// What stood idle all the time, less what is likely to be touched next: more of the same where some was.
        var idle: ByteCount { least - ByteCount(bytes: (first - least).bytes * LeaseRules.wakes) }

        func isOver(_ memory: ProcessMemory, at now: Duration) -> Bool {
            let ran = processorTime.flatMap { before in memory.processorTime.map { $0 - before } } ?? .zero
            return ran >= LeaseRules.idleAfterRunning || now - since >= LeaseRules.idleAfter
        }
    }

    /// A process seen for the first time: whatever it holds untouched it had before it was ours to judge, from its parent or its file.
    init(_ memory: ProcessMemory, at now: Duration) {
        process = memory.process
        self.memory = memory
        idle = memory.untouched
        watch = Watch(memory, at: now)
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
            watch = Watch(new, at: now)
        }
        watch.least = min(watch.least, new.untouched)
        if watch.isOver(new, at: now) {
            idle = max(idle, watch.idle)
            watch = Watch(new, at: now)
        }
    }

    /// Standing still while it waits for us says nothing of what it will touch.
    mutating func waited(at now: Duration) {
        watch = Watch(memory, at: now)
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
