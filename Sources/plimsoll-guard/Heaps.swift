// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import CSystemCalls
internal import Capacity

/// Where the heap of each process ends, as `brk` tells only where it is to end from now on.
struct Heaps {
    /// As far as its reach each may grow without a decision: its limit has room for it.
    private var heaps: [plimsoll_heap] = []

    /// By how much the heap grows, asked to end at `address`; nil where it cannot be told.
    mutating func growth(of process: Int32, to address: UInt64, files: ProcessFiles) -> ByteCount? {
        let known = end(of: process)
        guard let end = known ?? files.addressSpace(of: process)?.heapEnd ?? files.heapStart(of: process) else {
            return nil
        }
        return ByteCount(bytes: address > end ? Int64(clamping: address - end) : 0)
    }

    /// The next request that needs more than a look at these; nil when there is none.
    ///
    /// - Parameters:
    ///   - seesAll: none is let through by a look at these.
    ///   - tally: counts each, and notes which was the last.
    mutating func nextRequest(
        on listener: Int32,
        seesAll: Bool,
        waits: Bool,
        noting tally: inout LeaseTally
    ) -> plimsoll_request? {
        var request = plimsoll_request()
        let found = heaps.withUnsafeMutableBufferPointer { heaps in
            withUnsafeMutablePointer(to: &tally.asked) { asked in
                withUnsafeMutablePointer(to: &tally.newest) { newest in
                    var requests = plimsoll_requests(
                        descriptor: listener,
                        heaps: heaps.baseAddress,
                        heap_count: seesAll ? 0 : Int32(heaps.count),
                        asked: asked,
                        newest: newest
                    )
                    return plimsoll_next_request(&requests, waits ? 1 : 0, &request)
                }
            }
        }
        return found == 1 ? request : nil
    }

    /// Where it was last moved to; nil where that was not seen.
    func end(of process: Int32) -> UInt64? {
        index(of: process).map { heaps[$0].end }
    }

    mutating func moved(of process: Int32, to address: UInt64) {
        if let index = index(of: process) {
            heaps[index].end = address
        } else {
            heaps.append(plimsoll_heap(process: process, end: address, reach: address, spare: 0))
        }
    }

    /// The limit of the process was set anew, with so much to spare for its heap.
    mutating func leaves(_ spare: ByteCount, to process: Int32) {
        guard let index = index(of: process) else { return }
        heaps[index].spare = UInt64(spare.bytes)
        heaps[index].reach = heaps[index].end + heaps[index].spare
    }

    mutating func forgot(_ process: Int32) {
        heaps.removeAll { $0.process == process }
    }

    private func index(of process: Int32) -> Int? {
        heaps.firstIndex { $0.process == process }
    }
}
