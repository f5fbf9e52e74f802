// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// Divides what is left of a container evenly, again and again: the more often, the less there is left.
package struct LendingClock: Sendable {
    /// How long to wait until the next division.
    package private(set) var milliseconds: Int32 = 1
    private var used = ByteCount.zero

    package init() {}

    /// What the data of each process may come to. All of it together never exceeds what is left, but for the least that every
    /// process needs to deal with a refusal.
    package mutating func shares(of room: MemoryRoom, among processes: [ProcessMemory]) -> [(
        process: Int32, data: ByteCount
    )] {
        let left = room.budget - room.used
        let moved = room.used > used ? room.used - used : used - room.used
        used = room.used
        if left.bytes < room.budget.bytes / 4 && moved > .kibibytes(64) {
            milliseconds = 3
        } else if moved > .mebibytes(1) {
            milliseconds = 10
        } else {
            milliseconds = min(milliseconds * 2, 250)
        }
        let share = max(ByteCount(bytes: left.bytes / Int64(max(processes.count, 1))), LeaseRules.leastSlack)
        return processes.map { ($0.process, $0.data + share) }
    }
}
