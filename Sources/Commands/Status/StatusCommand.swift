// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Admin
package import ArgumentParser

/// `plimsoll status`.
package struct StatusCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show every service: state, requests, memory and CPU against their limits.",
        discussion: """
            One row a service, in the order of proxy.yaml. MEMORY and CPU show what is used and what may be used, PEAK the \
            most memory used since the worker began, SLEEPS IN the time until an idle worker is stopped. A line below a row \
            says what is wrong with it.

              plimsoll status
              plimsoll status --follow              repaint each second; without a terminal a line per change
              plimsoll status --format json | jq '.services[] | select(.oom_kills > 0)'
              plimsoll status --server-url https://example.com
              plimsoll status --server-url https://10.0.0.5 --ca-file ca.pem
            """
    )

    @OptionGroup(title: "Which proxy")
    var proxy: OperatorOptions

    @Option(help: "How to print it.")
    var format: ReportFormat = .table

    @Flag(name: .shortAndLong, help: "Go on until interrupted.")
    var follow = false

    package init() {}

    package mutating func run() async throws {
        let (format, follow) = (format, follow)
        try await OperatorClient.withClient(of: proxy.address) { client in
            let view = StatusView(format: format, sink: StandardStream.output)
            guard follow else { return try view.show(try await client.status(), on: .standardOutput) }
            try await view.follow { try await client.status() }
        }
    }
}
