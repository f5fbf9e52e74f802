// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// What has been seen of a process's untouched memory since some time.
struct StillnessWatch: Sendable {
    let since: Duration
    private let processorTime: Duration?
    private let first: ByteCount
    private var least: ByteCount

    init(_ memory: ProcessMemory, at now: Duration) {
        since = now
        processorTime = memory.processorTime
        first = memory.untouched
        least = memory.untouched
    }

    /// Whether none of it was touched meanwhile.
    var isStill: Bool { first - least <= LeaseRules.stillness }

    /// What stood idle all the time: nothing, where some of it is being touched, however slowly.
    var idle: ByteCount { isStill ? least : .zero }

    mutating func observed(_ memory: ProcessMemory) {
        least = min(least, memory.untouched)
    }

    /// The processor time used since.
    func ran(_ memory: ProcessMemory) -> Duration {
        processorTime.flatMap { before in memory.processorTime.map { $0 - before } } ?? .zero
    }
}
