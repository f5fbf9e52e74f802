// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// What has been seen of a process's untouched memory since some time.
struct StillnessWatch: Sendable {
    let since: Duration
    private let processorTime: Duration?
    private let first: ByteCount
    private let touchedFirst: ByteCount
    private var least: ByteCount
    /// What was touched since: where many threads fill what they map, nobody can tell whether of this or of what came since.
    private var filled = ByteCount.zero

    init(_ memory: ProcessMemory, at now: Duration) {
        since = now
        processorTime = memory.processorTime
        first = memory.untouched
        least = memory.untouched
        touchedFirst = memory.touched
    }

    /// Whether none of it was touched meanwhile.
    var isStill: Bool { first - least <= LeaseRules.stillness }

    /// What stood idle all the time: nothing, where some of it is being touched, however slowly.
    var idle: ByteCount { isStill ? least - filled : .zero }

    mutating func observed(_ memory: ProcessMemory) {
        least = min(least, memory.untouched)
        filled = memory.threads > LeaseRules.fewThreads ? memory.touched - touchedFirst : .zero
    }

    /// The processor time used since.
    func ran(_ memory: ProcessMemory) -> Duration {
        processorTime.flatMap { before in memory.processorTime.map { $0 - before } } ?? .zero
    }
}
