// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// What `top` shows: the present sample, held against the one before.
package struct TopModel: Sendable {
    package struct Row: Sendable {
        package var process: ContainerProcess
        /// Thousandths of one processor, since the sample before.
        package var processors: Int64
    }

    package private(set) var sample: TopSample
    package private(set) var rows: [Row] = []
    /// Thousandths of one processor that the container used since the sample before; nil: not known yet.
    package private(set) var processors: Int64?
    /// Of the periods since the sample before: all, and those in which processor time was withheld.
    package private(set) var periods: (all: Int64, throttled: Int64)?
    package private(set) var trend = MemoryTrend()

    package init(_ sample: TopSample) {
        self.sample = sample
        observe(sample, after: nil)
    }

    package mutating func observed(_ next: TopSample) {
        let before = sample
        sample = next
        observe(next, after: before)
    }

    /// When the limit will be reached, at the rate of now.
    package var timeToLimit: Duration? {
        guard let memory = sample.memory, sample.limits.memory != nil else { return nil }
        return trend.timeLeft(of: memory.total - memory.used)
    }

    private mutating func observe(_ next: TopSample, after before: TopSample?) {
        if let memory = next.memory { trend.observed(memory.used, at: next.at) }
        let passed = before.map { next.at - $0.at } ?? .zero
        rows = next.processes.map { process in
            let known = before?.processes.first { $0.number == process.number && $0.started == process.started }
            // One that was not there before began since: all it used is of this while.
            let used = process.processorTime - (known?.processorTime ?? .zero)
            return Row(process: process, processors: before == nil ? 0 : Self.thousandths(used, passed))
        }
        guard let before else { return }
        if let now = next.processorTime, let then = before.processorTime {
            processors = Self.thousandths(now - then, passed)
        } else {
            processors = rows.reduce(0) { $0 + $1.processors }
        }
        if let now = next.throttling, let then = before.throttling {
            periods = (max(now.periods - then.periods, 0), max(now.throttled - then.throttled, 0))
        }
    }

    private static func thousandths(_ used: Duration, _ passed: Duration) -> Int64 {
        let milliseconds = passed.wholeMilliseconds
        return milliseconds > 0 ? max(used.wholeMilliseconds, 0) * 1000 / milliseconds : 0
    }

    /// The rows in the order asked for; of equals the lower number first.
    package func rows(by options: TopOptions) -> [Row] {
        let chosen = options.processes.isEmpty ? rows : rows.filter { options.processes.contains($0.process.number) }
        return chosen.sorted { left, right in
            let order = Self.compare(left, right, by: options.field)
            if order == 0 { return left.process.number < right.process.number }
            return options.isAscending ? order < 0 : order > 0
        }
    }

    /// Above zero where `left` is the larger.
    private static func compare(_ left: Row, _ right: Row, by field: TopOptions.Field) -> Int {
        func order<Value: Comparable>(_ left: Value, _ right: Value) -> Int { left < right ? -1 : left > right ? 1 : 0 }
        let (one, other) = (left.process, right.process)
        switch field {
        case .number: return order(one.number, other.number)
        case .user: return order(one.user ?? 0, other.user ?? 0)
        case .processor: return order(left.processors, right.processors)
        case .resident: return order(one.resident ?? .zero, other.resident ?? .zero)
        case .committed: return order(one.committed ?? .zero, other.committed ?? .zero)
        case .time: return order(one.processorTime, other.processorTime)
        case .name:
            if one.name.lexicographicallyPrecedes(other.name) { return -1 }
            return other.name.lexicographicallyPrecedes(one.name) ? 1 : 0
        }
    }
}
