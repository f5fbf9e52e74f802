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
            Reads GET /status with the proxy's token, so it also understands NodeTool's own proxy. Without --server-url it asks \
            where --config says, else http://127.0.0.1; without a token given, with the file's.

              PROXY_BEARER_TOKEN=... plimsoll proxy-status --server-url https://example.com
              plimsoll proxy-status --config proxy.yaml        address and token as the file gives them
            """
    )

    @OptionGroup(title: "Which proxy")
    var server: ServerOptions

    @Option(
        help: ArgumentHelp("The proxy's settings file.", valueName: "proxy.yaml"),
        completion: .file(extensions: ["yaml", "yml"])
    )
    var config: String?

    @Option(help: "How to print it.")
    var format: ReportFormat = .table

    @Flag(name: .shortAndLong, help: "Go on until interrupted.")
    var follow = false

    package init() {}

    package mutating func run() async throws {
        let (format, follow) = (format, follow)
        let configured = try config.map { try ConfiguredProxy(SettingsFile.load($0)) }
        let url = server.serverURL ?? configured?.url ?? "http://127.0.0.1"
        guard server.caFile == nil || ServerOptions.isSecure(url) else {
            throw ValidationError("--ca-file is for an address that begins with https://, not \(url)")
        }
        let address = server.address(url, token: configured?.token)
        try await OperatorClient.withClient(of: address) { client in
            let view = StatusView(format: format, listsServicesOnly: true, sink: StandardStream.output)
            let fetch = { FleetReport(engine: "unknown", services: try await client.proxyStatus()) }
            guard follow else { return try view.show(try await fetch(), on: .standardOutput) }
            try await view.follow(fetch: fetch)
        }
    }
}
