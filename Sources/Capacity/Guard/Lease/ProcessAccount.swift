// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// What one process has been granted and may still touch.
struct ProcessAccount: Sendable {
    let process: Int32
    private(set) var memory: ProcessMemory
    private var observedAt: Duration
    private var promises: [MemoryPromise] = []
    /// By how much its data grew since, which is of some of them: nobody tells which.
    private var shown = ByteCount.zero
    /// Untouched memory that stood still while the process ran, or was asked for as such.
    private var still: ByteCount
    /// What of it was asked for as such: stacks, reservations.
    private var askedAsIdle = ByteCount.zero
    /// What of it was touched after all.
    private var woken = ByteCount.zero
    /// What was seen to be touched of stacks before the process's figures showed it.
    private var explained = ByteCount.zero
    /// How much of its data was touched once, given back to the kernel since or not: a program that clears its memory fills it again.
    private var onceTouched: ByteCount
    private var stacks = ThreadStacks()
    private var running: StillnessWatch
    private var working: StillnessWatch
    private var waiting: StillnessWatch

    /// A process seen for the first time: whatever it holds untouched it had before it was ours to judge, from its parent or its file.
    init(_ memory: ProcessMemory, at now: Duration) {
        process = memory.process
        self.memory = memory
        observedAt = now
        still = memory.untouched
        onceTouched = memory.touched
        running = StillnessWatch(memory, at: now)
        working = running
        waiting = running
    }

    /// Memory it may still touch without asking again.
    var claim: ByteCount {
        let (promised, idleShown) = toShow
        return memory.untouched - idle - idleShown + promised
    }

    /// What was granted and may not show yet, or was given back before anybody saw it.
    var promised: ByteCount { toShow.claim }

    /// What of it may still be touched, and what shows already and is not expected to be. Of what shows, what counts most is taken to come first: so
    /// that never less is expected to be touched than may be.
    private var toShow: (claim: ByteCount, idleShown: ByteCount) {
        var claims = ByteCount.zero
        var idle = ByteCount.zero
        var rest = shown
        for promise in promises {
            claims = claims + promise.request.claim
            idle = idle + promise.request.idle
            rest = rest - promise.request.touched
        }
        return (claims - rest, min(rest - claims, idle))
    }

    /// Untouched memory that it is not expected to touch. When some was touched after all, more of it may be, soon.
    private var idle: ByteCount {
        still - expectedOfStacks - ByteCount(bytes: (woken - LeaseRules.usualWaking).bytes * LeaseRules.wakes)
    }

    /// What the stack of one more thread is expected to come to, beyond what is granted for it.
    var usualStack: ByteCount { stacks.usual }

    /// What its new threads are expected to use of their stacks.
    var expectedOfStacks: ByteCount { stacks.expected(at: observedAt) }

    /// Whether its stacks may be why more was touched than was expected to be, or some of them rest by now.
    var hasStacksToMeasure: Bool {
        woken > LeaseRules.usualWaking || expectedOfStacks > .zero || stacks.haveAged(at: observedAt)
    }

    var hasManyNewStacks: Bool { stacks.areMany }

    mutating func granted(stack addresses: Range<UInt64>, at now: Duration) {
        stacks.granted(addresses, at: now)
    }

    /// - Parameter touched: what of some addresses was touched; nil where that cannot be told.
    mutating func measureStacks(at now: Duration, _ touched: (Range<UInt64>) -> ByteCount?) {
        let more = stacks.measure(at: now, touched)
        explained = more - woken
        woken = woken - more
    }

    /// What its data may come to when every promise is taken up.
    var dataToCome: ByteCount {
        memory.data + (promisedSize - shown)
    }

    private var promisedSize: ByteCount {
        var sum = ByteCount.zero
        for promise in promises { sum = sum + promise.request.size }
        return sum
    }

    mutating func promise(_ request: MemoryRequest, at now: Duration) {
        promises.append(MemoryPromise(request, at: now))
    }

    /// The thread asks again: what it was promised before, it has taken or left.
    mutating func settle(thread: Int32) {
        for index in promises.indices where promises[index].request.thread == thread { promises[index].isTaken = true }
        removeTaken()
    }

    /// What shows of the memory of a thread that has it may be hidden by what others gave back: the next look settles it, by which its data
    /// show, too.
    /// - Parameter faults: of a thread; nil where it has ended.
    mutating func noteTaken(_ faults: (Int32) -> Int64?) {
        for index in promises.indices { promises[index].look(faults(promises[index].request.thread)) }
    }

    /// - Parameter trusted: how much may be taken for idle that stood still only for a moment.
    mutating func observed(_ new: ProcessMemory, trusted: ByteCount, at now: Duration) {
        let old = memory
        memory = new
        observedAt = now
        shown = min(shown + (new.data - old.data), promisedSize)
        let areAllShown = shown == promisedSize
        for index in promises.indices
        where areAllShown || !promises[index].isYounger(than: LeaseRules.promiseLasts, at: now) {
            promises[index].isTaken = true
        }
        removeTaken(atOnce: areAllShown)
        let givenBack = old.data - new.data
        onceTouched = max(new.touched, onceTouched - givenBack)
        askedAsIdle = min(askedAsIdle, new.untouched)
        if new.untouched < still {
            let more = (still - new.untouched) - givenBack
            woken = woken + (more - explained)
            explained = explained - more
            still = new.untouched
        }
        let neverTouched = new.data - onceTouched
        running.observed(new)
        if running.ran(new) >= LeaseRules.idleAfterRunning {
            // Many threads may not have had their turn.
            let trusted = new.threads > LeaseRules.fewThreads ? .zero : trusted
            let moment = min(running.idle, min(neverTouched, trusted + askedAsIdle))
            // The kernel's figures go up and down a little: that is no news.
            if moment > still + LeaseRules.tolerance { still = moment }
            running = StillnessWatch(new, at: now)
        }
        working.observed(new)
        if working.ran(new) >= LeaseRules.idleAfterWorking {
            let idle = min(working.idle, neverTouched)
            if idle > still + LeaseRules.tolerance { still = idle }
            working = StillnessWatch(new, at: now)
        }
        waiting.observed(new)
        if now - waiting.since >= LeaseRules.idleAfter {
            if waiting.isStill {
                still = max(still, waiting.idle)
                woken = .zero
            }
            waiting = StillnessWatch(new, at: now)
        }
    }

    /// Standing still while it waits for us says nothing of what it will touch.
    mutating func waited(at now: Duration) {
        running = StillnessWatch(memory, at: now)
        working = running
        waiting = running
    }

    /// Stacks and reservations that were taken show as untouched data from now on, which is not expected to be touched.
    /// - Parameter atOnce: what of them is touched already was touched just now.
    private mutating func removeTaken(atOnce: Bool = false) {
        if promises.isEmpty { return }
        var rest: [MemoryPromise] = []
        for promise in promises {
            if promise.isTaken {
                let idle = promise.request.idle
                askedAsIdle = askedAsIdle + idle
                still = atOnce ? still + idle : max(still, min(still + idle, memory.untouched))
                shown = shown - promise.request.size
            } else {
                rest.append(promise)
            }
        }
        promises = rest
        shown = min(shown, promisedSize)
    }
}
