// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Admin
package import ArgumentParser
internal import CSystemCalls
import Capacity

/// `plimsoll top`.
package struct TopCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "top",
        abstract: "Watch every worker against its limits: memory, processor time, pressure, kills.",
        discussion: """
            MEMORY is what a worker holds and cannot give back, of its limit; COMMITTED what its processes may write to without \
            asking for more; FULL IN when the limit is reached if memory goes on growing as it does now. WITHHELD is the share of \
            periods in which it used up its quota, STALLED the share of the last 10 s in which a task waited for memory (cgroup v2). \
            What the kernel tells beyond the proxy's own report is read on this host; "-" is what is not known.

              plimsoll top                     q quits, M sorts by memory, P by processor, F as in proxy.yaml
              plimsoll top -b -n 1             once, for scripts
              plimsoll top --format json       once; with -n a document a line
            """
    )

    @OptionGroup(title: "Which proxy")
    var proxy: OperatorOptions

    @Option(help: "How to print it.")
    var format: ReportFormat = .table

    @Flag(name: [.customShort("b"), .long], help: "Plain text, one table after another.")
    var batch = false

    @Option(name: [.customShort("n"), .long], help: "How many times; else until it is stopped.")
    var iterations: Int?

    @Option(name: [.customShort("d"), .long], help: "Seconds between one and the next.")
    var delay = 2.0

    @Option(name: [.customShort("o"), .long], help: "What to sort by.")
    var sort: TopOrder = .memory

    package init() {}

    package func validate() throws {
        guard iterations ?? 1 > 0 else { throw ValidationError("--iterations must be 1 or more") }
        guard (0.1...86400).contains(delay) else { throw ValidationError("--delay must be from 0.1 to 86400") }
    }

    package mutating func run() async throws {
        let (format, count, interval, order) = (format, iterations, Duration.seconds(delay), sort)
        let isLive = format == .table && !batch && Terminal.standardOutput.canRepaint
        try await OperatorClient.withClient(of: proxy.address) { client in
            let watch = WorkerWatch(files: SystemFiles(), processors: max(1, Int(plimsoll_allowed_processors())))
            var view = TopView(watch: watch, order: order, sink: StandardStream.output) { try await client.status() }
            switch format {
            case .table where isLive: try await view.live(every: interval, count: count)
            case .table: try await view.printTables(every: interval, count: count)
            case .json: try await view.printDocuments(every: interval, count: count)
            }
        }
    }
}
