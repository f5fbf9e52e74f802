// Plimsoll
// SPDX-License-Identifier: Apache-2.0

package import Admin
internal import CSystemCalls
package import Capacity

/// Shows the workers of a proxy, again and again.
package struct TopView {
    private var watch: WorkerWatch<SystemFiles>
    private var order: TopOrder
    private let sink: any TextSink
    private let fetch: () async throws -> FleetReport

    package init(
        watch: WorkerWatch<SystemFiles>,
        order: TopOrder,
        sink: any TextSink,
        fetch: @escaping () async throws -> FleetReport
    ) {
        self.watch = watch
        self.order = order
        self.sink = sink
        self.fetch = fetch
    }

    private mutating func look() async throws -> TopReport {
        watch.observed(try await fetch(), at: Self.now)
    }

    private static var now: Duration { .nanoseconds(plimsoll_since_boot()) }

    /// Looks twice before the first is shown: without a look before there is no telling who is busy.
    private mutating func repeated(every interval: Duration, count: Int?, _ show: (TopReport) throws -> Void)
        async throws
    {
        _ = try await look()
        try await Task.sleep(for: .milliseconds(300))
        var shown = 0
        while true {
            try show(try await look())
            shown += 1
            if let count, shown >= count { return }
            try await Task.sleep(for: interval)
        }
    }

    package mutating func printTables(every interval: Duration, count: Int?) async throws {
        let (order, sink) = (order, sink)
        var isFirst = true
        try await repeated(every: interval, count: count) { report in
            let lines = TopTable(report, by: order).lines(for: Terminal())
            try sink.write(lines: (isFirst ? [] : [""]) + lines)
            isFirst = false
        }
    }

    /// One document over several lines, or with a count one a line.
    package mutating func printDocuments(every interval: Duration, count: Int?) async throws {
        let sink = sink
        try await repeated(every: interval, count: count ?? 1) { report in
            try sink.write(try ReportJSON.text(report, pretty: count == nil) + "\n")
        }
    }

    /// On a terminal, until q is pressed. The proxy is waited for when it does not answer any more.
    package mutating func live(every interval: Duration, count: Int?) async throws {
        var report = try await look()
        guard plimsoll_enter_screen() == 0 else { return try await printTables(every: interval, count: count) }
        defer { plimsoll_leave_screen() }
        var trouble: String?
        var next = Self.now + .milliseconds(300)
        var shown = 0
        var isStale = true
        while true {
            if isStale { try paint(report, trouble) }
            switch plimsoll_next_key(0) {
            case Int32(PLIMSOLL_NO_KEYBOARD), Int32(UInt8(ascii: "q")): return
            case Int32(PLIMSOLL_NO_KEY):
                isStale = Self.now >= next
                if isStale {
                    do {
                        report = try await look()
                        trouble = nil
                    } catch let error as OperatorClientError {
                        trouble = "as last seen: \(error.message.printable)"
                    }
                    next = Self.now + interval
                    shown += 1
                    if let count, shown > count { return }
                } else {
                    // Keys are looked for, not waited for: waiting would hold up a thread that others need.
                    try await Task.sleep(for: .milliseconds(50))
                }
            case let key:
                pressed(key)
                isStale = true
            }
        }
    }

    private mutating func pressed(_ key: Int32) {
        switch UInt8(truncatingIfNeeded: max(key, 0)) | 0x20 {
        case UInt8(ascii: "m"): order = .memory
        case UInt8(ascii: "p"): order = .cpu
        case UInt8(ascii: "f"): order = .file
        default: break
        }
    }

    private func paint(_ report: TopReport, _ trouble: String?) throws {
        let terminal = Terminal.standardOutput
        var lines = [
            terminal.paint("plimsoll top \(HumanTime.now)  q quits, sort: M memory, P processor, F file", .faint)
        ]
        if let columns = terminal.columns, columns < 70 { lines = ["q quits"] }
        if let trouble { lines.append(terminal.paint(trouble.truncated(toWidth: terminal.columns ?? 80), .bad)) }
        lines += TopTable(report, by: order).lines(for: terminal)
        if let rows = terminal.rows { lines = Array(lines.prefix(rows)) }
        try sink.write("\u{1B}[H" + lines.map { "\($0)\u{1B}[K" }.joined(separator: "\r\n") + "\u{1B}[J")
    }
}
