// Plimsoll
// SPDX-License-Identifier: Apache-2.0

extension Runtime {
    /// Node, that is V8.
    ///
    /// By itself (`Heap::HeapSizeFromPhysicalMemory` in V8's `heap.cc`): for old objects half of the memory it finds, but at least
    /// 256 MiB, which is more than a small container has, and at most 2 GiB, 4 GiB on a machine with 15 GiB or more; for young ones
    /// three times a 128th of that, from 3 to 48 MiB. `--max-old-space-size` leaves the young ones as they are.
    ///
    /// NODE_OPTIONS is read before the command line, which wins. Nobody but Node reads it.
    package static let node = Runtime(
        name: "Node",
        occasion: .always,
        own: { room in
            room.ceiling.map { [.heap(ownNodeHeap($0))] } ?? []
        },
        settings: { room in
            guard let limit = room.memory else { return [] }
            // Beside the old objects 48 MiB of code and libraries, and the young objects: 48 MiB at most, far fewer in a small container.
            let rest = max(limit - .mebibytes(64), ByteCount(bytes: limit.bytes / 4))
            let share = min(HeapShare.heap(in: limit, beside: .mebibytes(96)), rest)
            let old = min(share, mostOldObjects(limit))
            let mebibytes = max(old.bytes >> 20, 1)
            let heap = ByteCount.mebibytes(mebibytes) + youngObjects(limit)
            let own = ownNodeHeap(limit)
            if own.bytes / 16 * 15 <= heap.bytes && heap <= own { return [] }
            return [
                RuntimeSetting(
                    variable: "NODE_OPTIONS",
                    value: "--max-old-space-size=\(mebibytes)",
                    figure: .heap(heap),
                    form: .option,
                    // Also --max-old-space-size-percentage.
                    rivalOptions: ["--max-old-space-size", "--max-heap-size"]
                )
            ]
        }
    )

    private static func mostOldObjects(_ memory: ByteCount) -> ByteCount {
        memory >= .gibibytes(15) ? .gibibytes(4) : .gibibytes(2)
    }

    private static func ownOldObjects(_ memory: ByteCount) -> ByteCount {
        min(max(ByteCount(bytes: memory.bytes / 2), .mebibytes(256)), mostOldObjects(memory))
    }

    private static func youngObjects(_ memory: ByteCount) -> ByteCount {
        let old = ownOldObjects(memory)
        return old == .mebibytes(256) ? .mebibytes(3) : min(ByteCount(bytes: old.bytes / 128 * 3), .mebibytes(48))
    }

    private static func ownNodeHeap(_ memory: ByteCount) -> ByteCount {
        ownOldObjects(memory) + youngObjects(memory)
    }
}
