// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Capacity
import SeededRandom
import Testing

/// Processes that ask, touch, give back, fork and end in a seeded random order, against the ledger.
struct MemoryLedgerWalkTests {
    private struct Process {
        var number: Int32
        var data: Int64 = 0
        var touched: Int64 = 0
        var granted: [(at: Duration, size: Int64)] = []
    }

    private static let budget: Int64 = 240 << 20
    private static let cushion: Int64 = 8 << 20

    @Test(arguments: 0..<40 as Range<UInt64>) func whatIsTouchedNeverExceedsTheBudget(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var ledger = MemoryLedger(room: room(used: 0))
        var processes = [Process(number: 1)]
        var next: Int32 = 2
        var now = Duration.zero
        var refused = 0
        for _ in 0..<4000 {
            now += .microseconds(Int64.random(in: 1...400, using: &random))
            let index = Int.random(in: 0..<processes.count, using: &random)
            switch Int.random(in: 0..<20, using: &random) {
            case 0..<8:
                let size = Int64.random(in: 1...(random.next() % 8 == 0 ? 120 << 20 : 8 << 20), using: &random)
                // It comes to ask only when it has got what it was granted before.
                take(&processes[index])
                if asked(size, of: processes[index], among: processes, &ledger, at: now) {
                    processes[index].granted.append((now, size))
                } else {
                    refused += 1
                }
            case 8..<14:
                take(&processes[index])
                let untouched = processes[index].data - processes[index].touched
                processes[index].touched += untouched == 0 ? 0 : Int64.random(in: 1...untouched, using: &random)
            case 14..<17:
                take(&processes[index])
                let back =
                    processes[index].touched == 0 ? 0 : Int64.random(in: 0...processes[index].touched, using: &random)
                processes[index].touched -= back
                processes[index].data -= back
            case 17 where processes.count < 12:
                // A child of a program that has touched nothing: what it has of its parent it does not touch either.
                processes.append(Process(number: next))
                next += 1
            case 18 where processes.count > 1:
                ledger.forgot(processes.remove(at: index).number)
            default:
                look(processes, &ledger, at: now)
            }
            // Even when everybody touches everything at once.
            let most = processes.reduce(Int64(0)) { $0 + $1.data + $1.granted.reduce(0) { $0 + $1.size } }
            #expect(most <= Self.budget + Self.cushion, "seed \(seed) at \(now)")
            if most > Self.budget + Self.cushion { return }
        }
        #expect(refused > 10)
    }

    private func room(used: Int64) -> MemoryRoom {
        MemoryRoom(
            budget: ByteCount(bytes: Self.budget),
            cushion: ByteCount(bytes: Self.cushion),
            used: ByteCount(bytes: used)
        )
    }

    private func take(_ process: inout Process) {
        process.data += process.granted.reduce(0) { $0 + $1.size }
        process.granted = []
    }

    private func seen(_ process: Process) -> ProcessMemory {
        ProcessMemory(
            process: process.number,
            data: ByteCount(bytes: process.data),
            touched: ByteCount(bytes: process.touched),
            // Nobody is ever seen to run: nothing turns idle, and every claim stands.
            processorTime: .zero
        )
    }

    private func look(_ processes: [Process], _ ledger: inout MemoryLedger, at now: Duration) {
        ledger.observed(room(used: processes.reduce(0) { $0 + $1.touched }), at: now)
        for process in processes { ledger.observed(seen(process), at: now) }
    }

    private func asked(
        _ size: Int64,
        of process: Process,
        among processes: [Process],
        _ ledger: inout MemoryLedger,
        at now: Duration
    ) -> Bool {
        let request = MemoryRequest(
            thread: process.number,
            process: process.number,
            kind: .own,
            size: ByteCount(bytes: size)
        )
        ledger.observed(room(used: processes.reduce(0) { $0 + $1.touched }), at: now)
        ledger.observed(seen(process), at: now)
        if case .grant = ledger.decide(request, isLookedAt: false, held: [], at: now) { return true }
        look(processes, &ledger, at: now)
        if case .grant = ledger.decide(request, isLookedAt: true, held: [], at: now) { return true }
        return false
    }
}
