// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Capacity

/// Where the heap of each process ends, as `brk` tells only where it is to end from now on.
struct Heaps {
    private var ends: [(process: Int32, end: UInt64)] = []

    /// By how much the heap grows, asked to end at `address`; nil where it cannot be told.
    mutating func growth(of process: Int32, to address: UInt64, files: ProcessFiles) -> ByteCount? {
        let known = end(of: process)
        guard let end = known ?? files.addressSpace(of: process)?.heapEnd ?? files.heapStart(of: process) else {
            return nil
        }
        return ByteCount(bytes: address > end ? Int64(clamping: address - end) : 0)
    }

    /// Whether the heap is known to shrink, which needs no leave; notes its new end then.
    mutating func shrinks(of process: Int32, to address: UInt64) -> Bool {
        guard let end = end(of: process), address > 0, address <= end else { return false }
        moved(of: process, to: address)
        return true
    }

    /// Where it was last moved to; nil where that was not seen.
    func end(of process: Int32) -> UInt64? {
        ends.first { $0.process == process }?.end
    }

    mutating func moved(of process: Int32, to address: UInt64) {
        forgot(process)
        ends.append((process, address))
    }

    mutating func forgot(_ process: Int32) {
        ends.removeAll { $0.process == process }
    }
}
