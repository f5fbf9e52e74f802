// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Capacity

/// Where the heap of each process ends, as `brk` tells only where it is to end from now on.
struct Heaps {
    private struct Heap {
        let process: Int32
        var end: UInt64
        /// As far as this it may grow without a decision: its limit has room for it.
        var reach: UInt64
    }

    private var heaps: [Heap] = []

    /// By how much the heap grows, asked to end at `address`; nil where it cannot be told.
    mutating func growth(of process: Int32, to address: UInt64, files: ProcessFiles) -> ByteCount? {
        let known = end(of: process)
        guard let end = known ?? files.addressSpace(of: process)?.heapEnd ?? files.heapStart(of: process) else {
            return nil
        }
        return ByteCount(bytes: address > end ? Int64(clamping: address - end) : 0)
    }

    /// Whether the heap may end at `address` without a decision: it shrinks, or grows into what was left to it. Notes the new end then.
    mutating func moves(of process: Int32, to address: UInt64) -> Bool {
        guard let index = index(of: process), address > 0, address <= max(heaps[index].end, heaps[index].reach) else {
            return false
        }
        heaps[index].end = address
        return true
    }

    /// Where it was last moved to; nil where that was not seen.
    func end(of process: Int32) -> UInt64? {
        index(of: process).map { heaps[$0].end }
    }

    mutating func moved(of process: Int32, to address: UInt64) {
        if let index = index(of: process) {
            heaps[index].end = address
        } else {
            heaps.append(Heap(process: process, end: address, reach: address))
        }
    }

    /// The limit of the process was set anew, with so much to spare for its heap.
    mutating func leaves(_ spare: ByteCount, to process: Int32) {
        guard let index = index(of: process) else { return }
        heaps[index].reach = heaps[index].end + UInt64(spare.bytes)
    }

    mutating func forgot(_ process: Int32) {
        heaps.removeAll { $0.process == process }
    }

    private func index(of process: Int32) -> Int? {
        heaps.firstIndex { $0.process == process }
    }
}
