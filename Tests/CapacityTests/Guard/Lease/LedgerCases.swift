// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Capacity

/// What the tests of the ledger are made of, in MiB.
protocol LedgerCases {}

extension LedgerCases {
    func ledger(budget: Int64 = 240, cushion: Int64 = 0, used: Int64 = 0) -> MemoryLedger {
        MemoryLedger(
            room: MemoryRoom(budget: .mebibytes(budget), cushion: .mebibytes(cushion), used: .mebibytes(used))
        )
    }

    func memory(_ process: Int32, data: Int64, touched: Int64, time: Duration? = nil) -> ProcessMemory {
        ProcessMemory(
            process: process,
            name: "p\(process)",
            data: .mebibytes(data),
            touched: .mebibytes(touched),
            held: .mebibytes(touched),
            processorTime: time
        )
    }

    func request(
        _ size: Int64,
        of process: Int32 = 1,
        thread: Int32? = nil,
        _ kind: MemoryRequest.Kind = .own
    ) -> MemoryRequest {
        MemoryRequest(thread: thread ?? process, process: process, kind: kind, size: .mebibytes(size))
    }

    func isGranted(_ answer: MemoryAnswer) -> Bool {
        if case .grant = answer { true } else { false }
    }
}
