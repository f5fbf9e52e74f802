// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Admin
package import ArgumentParser

/// `plimsoll proxy-status`, under NodeTool's name and with its flags.
package struct ProxyStatusCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "proxy-status",
        abstract: "Show the services of a proxy over its port, as NodeTool's command does.",
        discussion: """
            Reads GET /status with the proxy's token, so it also understands NodeTool's own proxy.

              PROXY_BEARER_TOKEN=... plimsoll proxy-status --server-url https://example.com
            """
    )

    @Option(help: ArgumentHelp("Where the proxy listens.", valueName: "url"))
    var serverURL = "http://127.0.0.1"

    @Option(
        help: ArgumentHelp(
            "The proxy's token.",
            discussion: "Better given in PROXY_BEARER_TOKEN, where other users of this host cannot read it.",
            valueName: "token"
        )
    )
    var bearerToken: String?

    @Option(help: "How to print it.")
    var format: ReportFormat = .table

    @Flag(name: .shortAndLong, help: "Go on until interrupted.")
    var follow = false

    package init() {}

    package mutating func run() async throws {
        let (format, follow) = (format, follow)
        let address = OperatorAddress.url(serverURL, token: OperatorOptions.token(named: bearerToken))
        try await OperatorClient.withClient(of: address) { client in
            let view = StatusView(format: format, sink: StandardStream.output)
            let fetch = { FleetReport(engine: "unknown", services: try await client.proxyStatus()) }
            guard follow else { return try view.show(services: try await client.proxyStatus(), on: .standardOutput) }
            try await view.follow(fetch: fetch)
        }
    }
}
