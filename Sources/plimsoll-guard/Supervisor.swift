// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import CSystemCalls
internal import Capacity

/// Lends the container's memory to the processes of one program: takes their requests, has the ledger decide, and answers.
///
/// Runs as a process of its own, so that neither the program's terminal nor its end stops it as long as anybody may ask.
struct Supervisor {
    /// Where requests arrive.
    let listener: Int32
    /// Hangs up when the guard has ended, or who keeps this process after it.
    private var guardEnd: Int32
    let program: Int32
    let account: LeaseAccount
    let options: GuardOptions
    let limitsHold: Bool
    let places: CgroupPlaces
    var files = ProcessFiles()
    /// Nil: everything is let through.
    var reader: MemoryRoomReader<SystemFiles>?
    var ledger: MemoryLedger
    var heaps = Heaps()
    var spares = Spares()
    /// Threads that reserved a stack and did not make it writable yet.
    var stacks: [(thread: Int32, size: UInt64)] = []
    var held: [HeldRequest] = [] {
        didSet { account.tally.pointee.oldestHeld = held.first?.id ?? 0 }
    }
    /// How many had asked when all processes were looked at last.
    private var askedBefore: Int64
    /// Whether so many ask that the kernel alone is waited for: that a request arrives, or that time has passed.
    private var isOften = false
    var faults: FaultPlan
    var warning: HeadroomWarning
    private var isGuarded = true
    private var isNew = true
    var nextTick = Duration.zero
    private var nextRetry = Duration.zero
    /// From when on a refusal may be held: the last was for nothing.
    var mayHold = Duration.zero
    /// Whose limit was raised last, for a program it is about to execute; 0: something else happened since.
    private var executing: Int32 = 0
    /// Processes whose limits are to be set anew, at that time.
    var refusedHeaps: [Int32] = []
    var nextRelease = Duration.zero
    private var limitsRead = Duration.zero
    private var loweredRead = Duration.zero
    var mayTell = Duration.zero
    var mayRecord = Duration.zero
    var isRecordDue = false

    init(
        listener: Int32,
        guardEnd: Int32,
        program: Int32,
        account: LeaseAccount,
        options: GuardOptions,
        limitsHold: Bool,
        places: CgroupPlaces,
        reader: MemoryRoomReader<SystemFiles>?
    ) {
        self.listener = listener
        self.guardEnd = guardEnd
        self.program = program
        self.account = account
        self.options = options
        self.limitsHold = limitsHold
        self.places = places
        askedBefore = account.tally.pointee.asked
        faults = options.faults
        warning = HeadroomWarning(program: program, signal: options.warnSignal)
        self.reader = reader
        // Every decision begins with a reading. The program, which waits for its first answer, need not wait for one here.
        let all = ByteCount(bytes: .max)
        ledger = MemoryLedger(room: MemoryRoom(budget: reader?.budget ?? all, used: .zero))
        let now = Self.now
        nextTick = now + LeaseRules.lookEvery
        limitsRead = now
    }

    /// The container's limit as it is now.
    var limit: ByteCount { reader?.limit ?? account.limit }

    static var now: Duration { .nanoseconds(plimsoll_now()) }

    /// Returns when nobody is left who could ask.
    mutating func run() {
        answerAbandoned()
        while true {
            let isAnswered = isOften && held.isEmpty && refusedHeaps.isEmpty && receive(waits: true)
            if !isAnswered && !awaitRequest() { break }
            let now = Self.now
            if now >= nextTick || !held.isEmpty || !refusedHeaps.isEmpty { executing = 0 }
            if !held.isEmpty && now >= nextRetry { retry(at: now) }
            if !refusedHeaps.isEmpty && now >= nextRelease { releaseHeaps() }
            if now >= nextTick { tick(at: now) }
        }
        if isGuarded { files.letGuardGoOn(with: program) }
    }

    /// Lets through what a supervisor took that was killed before it answered: the kernel hands no request out twice.
    private mutating func answerAbandoned() {
        let tally = account.tally.pointee
        held = []
        guard tally.newest != 0 else { return }
        var id = tally.oldestHeld == 0 ? tally.newest : tally.oldestHeld
        // The last one it took may not be noted; those that were withdrawn have numbers, too.
        let end = tally.newest &+ 64
        while id != end {
            proceed(id)
            id &+= 1
        }
    }

    /// Waits for a request and for the next thing to be done. False: nobody is left who could ask.
    private mutating func awaitRequest() -> Bool {
        let now = Self.now
        var next = held.isEmpty ? nextTick : min(nextTick, nextRetry)
        if !refusedHeaps.isEmpty { next = min(next, nextRelease) }
        var request: Int32 = 0
        var end: Int32 = 0
        plimsoll_wait(listener, guardEnd, milliseconds(from: now, to: next), &request, &end)
        if request & Int32(PLIMSOLL_READY) != 0 {
            // Activity after a rest: look again soon.
            nextTick = min(nextTick, Self.now + LeaseRules.lookEvery)
            _ = receive(waits: false)
            if account.tally.pointee.asked - askedBefore > LeaseRules.often { waitOften(true) }
        } else if request & Int32(PLIMSOLL_HUNG_UP) != 0 {
            return false
        }
        if end & Int32(PLIMSOLL_HUNG_UP) != 0 {
            // Whoever waits for the end of the program's output waits for this end of it, too.
            if isGuarded { plimsoll_close(2) }
            isGuarded = false
            plimsoll_close(guardEnd)
            waitOften(false)
            if Keeper.keep(&guardEnd) { answerAbandoned() }
        }
        return true
    }

    /// Being interrupted by a clock costs less than setting one for each request.
    private mutating func waitOften(_ isOften: Bool) {
        guard isOften != self.isOften else { return }
        self.isOften = isOften
        plimsoll_tick_every(isOften ? Int32(LeaseRules.lookEvery / .milliseconds(1)) : 0)
    }

    private func milliseconds(from now: Duration, to next: Duration) -> Int32 {
        let rest = next - now
        if rest <= .zero { return 0 }
        let (seconds, attoseconds) = rest.components
        return Int32(clamping: seconds * 1000 + attoseconds / 1_000_000_000_000_000 + 1)
    }

    /// Answers a request, or holds it. False: there was none.
    private mutating func receive(waits: Bool) -> Bool {
        guard let request = nextRequest(waits: waits) else { return false }
        answer(request)
        return true
    }

    private mutating func nextRequest(waits: Bool) -> plimsoll_request? {
        // Whatever is refused on purpose must not be let through unseen.
        heaps.nextRequest(on: listener, seesAll: faults.isRandom, waits: waits, noting: &account.tally.pointee)
    }

    private mutating func answer(_ request: plimsoll_request) {
        // A shell looks for its program in one folder after the other.
        let isExecution = request.kind == PLIMSOLL_REQUEST_EXECUTE.rawValue
        if isExecution && request.thread == executing { return proceed(request.id) }
        executing = isExecution ? request.thread : 0
        let now = Self.now
        if let small = call(request)?.small, !faults.isRandom, !stacks.contains(where: { $0.thread == request.thread }),
            let process = spares.process(of: request.thread)
        {
            if spares.lets(process, take: small) { return proceed(request.id) }
            let pending = HeldRequest(
                id: request.id,
                request: MemoryRequest(thread: request.thread, process: process, kind: .own, size: small),
                arrival: now
            )
            if ledger.mayRefuseUnseen(pending.request, at: now), let room = reader?.room(closely: false) {
                ledger.observed(room, at: now)
                if ledger.isRefusedAgain(pending.request, at: now) { return refuse(pending, onPurpose: false, at: now) }
            }
        }
        guard let memory = files.memory(ofAsking: request.thread, at: now) else { return proceed(request.id) }
        spares.saw(request.thread, of: memory.process)
        if isExecution || request.kind == PLIMSOLL_REQUEST_IDENTITY.rawValue {
            // What the new program maps before it can ask, and what a process may hold whose limit can be set no more.
            if isExecution {
                forgot(memory.process)
                files.forgot()
            }
            _ = LeasedLimit.set(memory.process, to: ledger.room.budget)
            return proceed(request.id)
        }
        guard var pending = pending(request, of: memory) else { return proceed(request.id) }
        // By a limit that was lowered meanwhile a grant would be a kill.
        if now - loweredRead >= LeaseRules.loweredEvery {
            loweredRead = now
            reader?.readLoweredLimits()
        }
        ledger.observed(memory, at: now)
        if pending.mayFailOnPurpose && faults.strikes() {
            refuse(pending, onPurpose: true, at: now)
        } else if !settle(&pending, at: now) {
            held.append(pending)
            scheduleRetry(at: now)
        }
    }

    private mutating func retry(at now: Duration) {
        var place = 0
        while place < held.count {
            var pending = held[place]
            let memory = files.memory(of: pending.request.thread)
            if let memory { ledger.observed(memory, at: now) }
            if memory == nil || settle(&pending, at: now) {
                held.remove(at: place)
            } else {
                held[place] = pending
                place += 1
            }
        }
        scheduleRetry(at: now)
    }

    private mutating func scheduleRetry(at now: Duration) {
        var isSoon = false
        for pending in held {
            isSoon = isSoon || pending.least != nil || ledger.hasPromised(pending.request.process)
        }
        nextRetry = now + (isSoon ? LeaseRules.retrySoon : LeaseRules.retryEvery)
    }

    private mutating func forgot(_ process: Int32) {
        ledger.forgot(process)
        heaps.forgot(process)
        spares.forgot(process)
    }

    /// The limit of the process was set anew: what is left to it by that.
    mutating func leaveSlack(to process: Int32) {
        let slack = ledger.heapSlack
        heaps.leaves(slack, to: process)
        spares.leaves(ByteCount(bytes: slack.bytes / 2), to: process)
    }

    mutating func lookAtAll(at now: Duration) {
        for process in ledger.processes {
            if let memory = files.memory(of: process) {
                ledger.observed(memory, at: now)
            } else {
                forgot(process)
            }
        }
    }

    /// Whether they were read anew.
    @discardableResult
    mutating func readLimits(olderThan age: Duration, at now: Duration) -> Bool {
        guard now - limitsRead >= age else { return false }
        limitsRead = now
        reader?.readLimits()
        return true
    }

    private mutating func tick(at now: Duration) {
        if isNew {
            isNew = false
            plimsoll_let_go_of_code()
        }
        if isGuarded { files.letGuardGoOn(with: program) }
        readLimits(olderThan: LeaseRules.limitsEvery, at: now)
        if isRecordDue { record(at: now) }
        if let room = reader?.room(closely: true) { ledger.observed(room, at: now) }
        lookAtAll(at: now)
        measureStacks(at: now)
        // Memory that nobody asks for fills the container, too: files in memory, what is shared with a parent.
        warnWhenDue(at: now)
        for process in ledger.processes {
            if held.contains(where: { $0.request.process == process }) { continue }
            if let data = ledger.allowance(of: process) {
                _ = LeasedLimit.set(process, to: data)
                leaveSlack(to: process)
            }
        }
        let asked = account.tally.pointee.asked - askedBefore
        askedBefore += asked
        waitOften(asked > LeaseRules.often)
        let isBusy = asked > 0 || ledger.claims > .mebibytes(1)
        let busy = max(LeaseRules.lookEvery, .milliseconds(5) * ledger.processes.count)
        nextTick = now + (isBusy ? busy : LeaseRules.limitsEvery)
        if isRecordDue { nextTick = min(nextTick, mayRecord) }
    }
}
