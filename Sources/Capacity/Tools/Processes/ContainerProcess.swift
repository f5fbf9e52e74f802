// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// What the kernel tells of one process.
package struct ContainerProcess: Hashable, Sendable {
    package var number: Int32
    /// As the process named itself: any bytes but a zero, at most 15.
    package var name: [UInt8]
    /// The kernel's letter: R runs or could, D waits and cannot be interrupted, S sleeps, Z has ended.
    package var state: UInt8
    package var threads: Int
    /// The processor time used so far.
    package var processorTime: Duration
    /// When it was started, since the machine was.
    package var started: Duration
    /// What of its memory lies in memory.
    package var resident: ByteCount?
    /// What it may write to without asking for more, touched or not: `VmData`.
    package var committed: ByteCount?
    package var user: UInt32?

    /// Reads `/proc/PID/stat`; nil for one that is gone, or a thread of the kernel.
    package init?(stat text: [UInt8]) {
        // A name may hold brackets, blanks and line feeds itself.
        guard let first = text.firstIndex(of: UInt8(ascii: "(")), let last = text.lastIndex(of: UInt8(ascii: ")")),
            first < last, let number = KernelText.firstNumber(text), let own = Int32(exactly: number)
        else { return nil }
        let fields = text[(last + 1)...].split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\n") }
        guard fields.count > 19, let state = fields[0].first, let flags = KernelText.number(fields[6]),
            flags & Self.kernelThread == 0, let user = KernelText.number(fields[11]),
            let system = KernelText.number(fields[12]), let threads = KernelText.number(fields[17]),
            let started = KernelText.number(fields[19])
        else { return nil }
        self.number = own
        name = Array(text[(first + 1)..<last])
        self.state = state
        self.threads = Int(clamping: threads)
        processorTime = Self.ticks(user) + Self.ticks(system)
        self.started = Self.ticks(started)
    }

    /// Adds what `/proc/PID/status` tells.
    package mutating func add(status text: [UInt8]) {
        func kibibytes(_ key: String) -> ByteCount? {
            KernelText.number(of: key, in: text).map { ByteCount.kibibytes(min($0, Int64.max >> 10)) }
        }
        resident = kibibytes("VmRSS:")
        committed = kibibytes("VmData:")
        user = KernelText.number(of: "Uid:", in: text).map { UInt32(clamping: $0) }
    }

    /// Whether it runs, could run, or waits for a disk: what a load average counts.
    package var isActive: Bool { state == UInt8(ascii: "R") || state == UInt8(ascii: "D") }

    private static let kernelThread: Int64 = 0x20_0000

    /// The kernel counts in hundredths of a second for programs, whatever its own clock.
    private static func ticks(_ count: Int64) -> Duration {
        .milliseconds(min(count, Int64.max / 10) * 10)
    }
}
