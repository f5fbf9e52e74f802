// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import CSystemCalls
internal import Capacity

/// Looks processes up in `/proc`.
struct ProcessFiles {
    private let files = SystemFiles()
    private let kept = SystemFiles(keepingOpen: true)
    /// Some threads that asked, and what was read of them in full.
    private var seen: [(thread: Int32, memory: ProcessMemory, time: Duration)] = []

    private static let mostSeen = 8

    /// Whether there is a `/proc`, and its numbers are ours.
    static var areThere: Bool { plimsoll_sees_itself() == 1 }

    /// Of a process or any thread of it. Nil: it is gone.
    func memory(of process: Int32) -> ProcessMemory? {
        guard let status = kept.bytes(at: "/proc/\(process)/status"), var memory = ProcessMemory(status: status) else {
            return nil
        }
        addProcessorTime(to: &memory)
        return memory
    }

    /// The same for a thread that asks again and again, from less: most of it changes little within a moment.
    mutating func memory(ofAsking thread: Int32, at now: Duration) -> ProcessMemory? {
        var place = 0
        while place < seen.count, seen[place].thread != thread { place += 1 }
        if place < seen.count, now - seen[place].time < LeaseRules.lookEvery,
            let short = kept.bytes(at: "/proc/\(thread)/statm"),
            var memory = seen[place].memory.updated(statm: short, page: plimsoll_page_size())
        {
            addProcessorTime(to: &memory)
            return memory
        }
        guard let memory = memory(of: thread) else { return nil }
        if place == Self.mostSeen { seen = [] }
        if place < seen.count { seen[place] = (thread, memory, now) } else { seen.append((thread, memory, now)) }
        return memory
    }

    /// A process is about to be another program.
    mutating func forgot() { seen = [] }

    private func addProcessorTime(to memory: inout ProcessMemory) {
        let used = plimsoll_processor_time(memory.process)
        memory.processorTime = used < 0 ? nil : .nanoseconds(used)
    }

    /// What nobody has touched of System V's segments.
    var untouchedSegments: ByteCount {
        files.bytes(at: "/proc/sysvipc/shm").flatMap { ProcessMemory.segments($0)?.untouched } ?? .zero
    }

    /// What a segment of this key and size still takes; no object for one that nobody can find by its key.
    func segment(key: UInt64, size: UInt64) -> (missing: ByteCount, object: SharedObject?) {
        let whole = ByteCount(bytes: Int64(clamping: size))
        let key = Int32(truncatingIfNeeded: key)
        // IPC_PRIVATE.
        if key == 0 { return (whole, nil) }
        let list = files.bytes(at: "/proc/sysvipc/shm") ?? []
        let (present, missing) = ProcessMemory.segments(list, key: Int64(key)) ?? (.zero, whole)
        let number = UInt64(UInt32(bitPattern: key))
        return (missing, SharedObject(device: 0, number: number, missing: missing, present: present))
    }

    /// All in the container's own cgroup; nil where it does not tell.
    func processes(in places: CgroupPlaces) -> [Int32]? {
        places.memory.flatMap { CgroupProcesses.read(at: $0.own, files: files) }
    }

    /// What the process may touch of shared memory, and has not.
    func untouchedShared(of process: Int32) -> ByteCount {
        guard let memory = memory(of: process), let space = addressSpace(of: process) else { return .zero }
        return space.sharedAndWritable - (memory.held - memory.touched)
    }

    func addressSpace(of process: Int32) -> AddressSpace? {
        files.bytes(at: "/proc/\(process)/maps").map { AddressSpace($0) }
    }

    /// What the process has touched of these addresses; nil where that is not for us to know.
    /// - Parameter isOwn: only what is private to it and in memory.
    func touched(in addresses: Range<UInt64>, of process: Int32, isOwn: Bool = false) -> ByteCount? {
        let bytes = "/proc/\(process)/pagemap".withCString {
            plimsoll_touched($0, addresses.lowerBound, addresses.upperBound, isOwn ? 1 : 0)
        }
        return bytes < 0 ? nil : ByteCount(bytes: bytes)
    }

    /// The page faults of one thread; nil where it has ended.
    func faults(of thread: Int32, in process: Int32) -> Int64? {
        files.bytes(at: "/proc/\(process)/task/\(thread)/stat").flatMap { ProcessMemory.faults(stat: $0) }
    }

    /// The guard, whose child this is, stopped with its program, and is not told when only that goes on.
    func letGuardGoOn(with program: Int32) {
        let parent = plimsoll_parent_process()
        if isStopped(parent) && !isStopped(program) { plimsoll_let_go_on(parent) }
    }

    /// Whether a signal stopped it.
    private func isStopped(_ process: Int32) -> Bool {
        files.bytes(at: "/proc/\(process)/stat").map { ProcessMemory.isStopped(stat: $0) } ?? false
    }

    /// Where the heap of the process begins; nil where the kernel does not tell.
    func heapStart(of process: Int32) -> UInt64? {
        files.bytes(at: "/proc/\(process)/stat").flatMap { ProcessMemory.heapStart(stat: $0) }
    }
}
