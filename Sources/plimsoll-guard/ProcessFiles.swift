// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import CSystemCalls
internal import Capacity

/// Looks processes up in `/proc`.
struct ProcessFiles {
    private let files = SystemFiles()

    /// Of a process or any thread of it. Nil: it is gone.
    func memory(of process: Int32) -> ProcessMemory? {
        guard let status = files.bytes(at: "/proc/\(process)/status"), var memory = ProcessMemory(status: status) else {
            return nil
        }
        let used = plimsoll_processor_time(memory.process)
        memory.processorTime = used < 0 ? nil : .nanoseconds(used)
        return memory
    }

    func addressSpace(of process: Int32) -> AddressSpace? {
        files.bytes(at: "/proc/\(process)/maps").map { AddressSpace($0) }
    }

    /// Where the heap of the process begins; nil where the kernel does not tell.
    func heapStart(of process: Int32) -> UInt64? {
        files.bytes(at: "/proc/\(process)/stat").flatMap { ProcessMemory.heapStart(stat: $0) }
    }
}
