// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// What the kernel tells of one process's memory.
package struct ProcessMemory: Hashable, Sendable {
    package var process: Int32
    package var parent: Int32
    package var name: String
    /// `VmData`: what counts against its data limit, touched or not.
    package var data: ByteCount
    /// `VmStk`: the stack of its first thread, and whatever else grows downwards, which counts against no data limit.
    package var stack: ByteCount
    /// What of its private memory was touched, in memory or swapped out.
    package var touched: ByteCount
    /// What of that was swapped out.
    private var swapped = ByteCount.zero
    /// What it holds in memory or swap altogether, shared memory too.
    package var held: ByteCount
    /// How many threads it has.
    package var threads: Int64 = 1
    /// The processor time used so far; nil where nobody looked.
    package var processorTime: Duration?

    package init(
        process: Int32,
        parent: Int32 = 1,
        name: String = "",
        data: ByteCount,
        stack: ByteCount = .zero,
        touched: ByteCount,
        held: ByteCount = .zero,
        processorTime: Duration? = nil
    ) {
        self.process = process
        self.parent = parent
        self.name = name
        self.data = data
        self.stack = stack
        self.touched = touched
        self.held = held
        self.processorTime = processorTime
    }

    /// Reads `/proc/PID/status`, of a process or of any thread of it. Nil for one that is gone or a mere remnant.
    package init?(status: [UInt8]) {
        func kibibytes(_ key: String) -> ByteCount? {
            KernelText.number(of: key, in: status).map { ByteCount.kibibytes(min($0, Int64.max >> 10)) }
        }
        guard let process = KernelText.number(of: "Tgid:", in: status),
            let parent = KernelText.number(of: "PPid:", in: status), let data = kibibytes("VmData:")
        else { return nil }
        self.process = Int32(clamping: process)
        self.parent = Int32(clamping: parent)
        self.data = data
        stack = kibibytes("VmStk:") ?? .zero
        threads = KernelText.number(of: "Threads:", in: status) ?? 1
        let name = KernelText.lines(status).first.map { $0.dropFirst(6) } ?? []
        self.name = String(decoding: name, as: UTF8.self)
        swapped = kibibytes("VmSwap:") ?? .zero
        touched = (kibibytes("RssAnon:") ?? .zero) + swapped
        held = touched + (kibibytes("RssShmem:") ?? .zero)
    }

    /// The same a moment later, by `/proc/PID/statm`, which costs the kernel a fraction: what is not in there is taken as it was. Nil for
    /// one that is gone. Pages of its stack that came since count as data.
    package func updated(statm: [UInt8], page: Int64) -> ProcessMemory? {
        // Size, resident, of that shared, code, nothing, data and stack: in pages.
        let fields = KernelText.fields(statm[...])
        guard fields.count >= 6, let resident = KernelText.number(fields[1]), resident > 0,
            let shared = KernelText.number(fields[2]), let writable = KernelText.number(fields[5])
        else { return nil }
        var later = self
        later.data = ByteCount(bytes: writable * page) - stack
        later.touched = ByteCount(bytes: max(resident - shared, 0) * page) + swapped
        later.held = later.touched + (held - touched)
        return later
    }

    /// What of the segments that `/proc/sysvipc/shm` lists, or of that with a key, was touched, and what was not; nil: there is none.
    package static func segments(_ list: [UInt8], key: Int64? = nil) -> (touched: ByteCount, untouched: ByteCount)? {
        var sum: (touched: ByteCount, untouched: ByteCount)?
        for line in KernelText.lines(list) {
            // Key, number, rights, size, ten more, what is in memory, what is swapped out.
            let fields = KernelText.fields(line)
            guard fields.count >= 16, let size = KernelText.number(fields[3]),
                let resident = KernelText.number(fields[14]), let swapped = KernelText.number(fields[15])
            else { continue }
            if let key, KernelText.number(fields[0]) != key { continue }
            let touched = ByteCount(bytes: resident) + ByteCount(bytes: swapped)
            let before = sum ?? (.zero, .zero)
            sum = (before.touched + touched, before.untouched + (ByteCount(bytes: size) - touched))
        }
        return sum
    }

    /// The page faults of a thread, by its `/proc/PID/task/THREAD/stat`.
    package static func faults(stat: [UInt8]) -> Int64? {
        guard let bracket = stat.lastIndex(of: UInt8(ascii: ")")) else { return nil }
        let fields = KernelText.fields(stat[(bracket + 1)...])
        return fields.count > 7 ? KernelText.number(fields[7]) : nil
    }

    /// The real user and group, by `/proc/PID/status`.
    package static func owner(status: [UInt8]) -> (user: UInt32, group: UInt32)? {
        guard let user = KernelText.number(of: "Uid", in: status).flatMap({ UInt32(exactly: $0) }),
            let group = KernelText.number(of: "Gid", in: status).flatMap({ UInt32(exactly: $0) })
        else { return nil }
        return (user, group)
    }

    /// Where the heap begins, as `/proc/PID/stat` tells; nil where the kernel hides it.
    package static func heapStart(stat: [UInt8]) -> UInt64? {
        guard let bracket = stat.lastIndex(of: UInt8(ascii: ")")) else { return nil }
        let fields = KernelText.fields(stat[(bracket + 1)...])
        guard fields.count > 44, let start = KernelText.number(fields[44]), start > 0 else { return nil }
        return UInt64(start)
    }

    /// Whether a signal stopped it, by the state behind its name in `/proc/PID/stat`.
    package static func isStopped(stat: [UInt8]) -> Bool {
        guard let bracket = stat.lastIndex(of: UInt8(ascii: ")")), bracket + 2 < stat.count else { return false }
        return stat[bracket + 2] == UInt8(ascii: "T")
    }

    /// Memory it may write to and has not touched.
    var untouched: ByteCount { data + stack - touched }
}
