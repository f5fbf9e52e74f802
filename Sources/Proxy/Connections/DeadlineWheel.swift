// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import NIOCore

/// The deadlines of one loop's connections. Moving a deadline back costs nothing: an item is looked at when its old one comes.
final class DeadlineWheel {
    static let tickLength = TimeAmount.milliseconds(100)
    private static let slotCount: UInt64 = 512

    private let eventLoop: any EventLoop
    private var slots: [[any Timed]] = Array(repeating: [], count: Int(slotCount))
    private var count = 0
    private var lastTick: UInt64 = 0
    private var isTicking = false

    init(eventLoop: any EventLoop) {
        self.eventLoop = eventLoop
    }

    /// Calls `deadlinePassed` once, at most a tick late, unless the deadline is set anew before.
    func set(_ deadline: NIODeadline, for item: any Timed, now: NIODeadline) {
        item.timing.deadline = deadline
        guard deadline != .distantFuture else { return }
        let due = Self.tick(of: deadline) + 1
        if let tick = item.timing.tick, tick <= due { return }
        remove(item)
        insert(item, due: due, now: now)
    }

    func remove(_ item: any Timed) {
        guard let tick = item.timing.tick else { return }
        let slot = Int(tick % Self.slotCount)
        let index = item.timing.index
        let last = slots[slot].removeLast()
        if index < slots[slot].count {
            slots[slot][index] = last
            last.timing.place(tick: last.timing.tick, index: index)
        }
        item.timing.place(tick: nil, index: 0)
        count -= 1
    }

    private func insert(_ item: any Timed, due: UInt64, now: NIODeadline) {
        let current = Self.tick(of: now)
        if !isTicking { lastTick = current }
        // Farther than once around: it is looked at on the way.
        let tick = min(max(due, lastTick + 1), lastTick + Self.slotCount - 1)
        let slot = Int(tick % Self.slotCount)
        item.timing.place(tick: tick, index: slots[slot].count)
        slots[slot].append(item)
        count += 1
        scheduleTick()
    }

    private func scheduleTick() {
        guard !isTicking, count > 0 else { return }
        isTicking = true
        eventLoop.assumeIsolated().scheduleTask(in: Self.tickLength) { self.ticked() }
    }

    private func ticked() {
        let now = NIODeadline.now()
        let current = Self.tick(of: now)
        while lastTick < current, count > 0 {
            lastTick += 1
            let slot = Int(lastTick % Self.slotCount)
            guard !slots[slot].isEmpty else { continue }
            let items = slots[slot]
            slots[slot].removeAll(keepingCapacity: items.count < 64)
            count -= items.count
            for item in items { item.timing.place(tick: nil, index: 0) }
            for item in items { visit(item, now) }
        }
        lastTick = max(lastTick, current)
        isTicking = false
        scheduleTick()
    }

    private func visit(_ item: any Timed, _ now: NIODeadline) {
        let deadline = item.timing.deadline
        if deadline == .distantFuture || item.timing.tick != nil { return }
        if deadline <= now {
            item.timing.deadline = .distantFuture
            item.deadlinePassed(now)
        } else {
            insert(item, due: Self.tick(of: deadline) + 1, now: now)
        }
    }

    private static func tick(of deadline: NIODeadline) -> UInt64 {
        deadline.uptimeNanoseconds / UInt64(tickLength.nanoseconds)
    }
}

@available(*, unavailable)
extension DeadlineWheel: Sendable {}
