// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import CSystemCalls
internal import Capacity

/// Lends memory where processes cannot be made to ask: every so often each gets an even part of what is left.
struct TimedLender {
    let program: Int32
    let guardEnd: Int32
    let files = ProcessFiles()
    let places: CgroupPlaces
    var reader: MemoryRoomReader<SystemFiles>
    /// The guard, the program and those below them that were seen. This process is no part of it.
    private var family: [Int32]
    private var clock = LendingClock()
    private var warning: HeadroomWarning

    init(
        program: Int32,
        guardEnd: Int32,
        places: CgroupPlaces,
        reader: MemoryRoomReader<SystemFiles>,
        warnSignal: String?
    ) {
        self.program = program
        self.guardEnd = guardEnd
        self.places = places
        self.reader = reader
        family = [plimsoll_parent_process(), program]
        warning = HeadroomWarning(program: program, signal: warnSignal)
    }

    /// Returns when the guard has ended, or nobody is left.
    mutating func run() {
        var nextLimits = Duration.zero
        while true {
            let now = Supervisor.now
            if now >= nextLimits {
                reader.readLimits()
                nextLimits = now + LeaseRules.limitsEvery
            }
            files.letGuardGoOn(with: program)
            let processes = look()
            if processes.isEmpty { return }
            if let room = reader.room(closely: true) {
                let left = room.budget.bytes - room.used.bytes
                warning.giveWhenDue(left: left, budget: room.budget, limit: room.limit)
                for (process, data) in clock.shares(of: room, among: processes) {
                    _ = LeasedLimit.set(process, to: data)
                }
            }
            var end: Int32 = 0
            var nothing: Int32 = 0
            plimsoll_wait(guardEnd, -1, clock.milliseconds, &end, &nothing)
            if end & Int32(PLIMSOLL_HUNG_UP) != 0 {
                // What is left goes on by the limits it has.
                return
            }
        }
    }

    /// Everybody below the guard, as far as the cgroup tells; else those known.
    private mutating func look() -> [ProcessMemory] {
        let own = plimsoll_own_process()
        let known = family
        var memories: [ProcessMemory] = []
        let listed = files.processes(in: places) ?? known
        family = [known[0]]
        // Parents have lower numbers, but for the numbers' turn: who is missed now is found the next time.
        for process in listed where process != own && process != known[0] {
            guard let memory = files.memory(of: process), memory.process == process else { continue }
            if known.contains(process) || family.contains(memory.parent) {
                family.append(process)
                memories.append(memory)
            }
        }
        return memories
    }
}
