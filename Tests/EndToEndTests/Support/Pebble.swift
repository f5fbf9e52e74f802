// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Foundation
import PlimsollTesting

/// A real ACME authority of one case: Debian's pebble, which asks names' challenges at the proxy's own listener.
struct Pebble: Sendable {
    let bed: ProxyTestbed
    /// What `ca_root` names.
    let root: String
    let directory: String
    private let config: String

    private static let port = 14000
    private static let dnsPort = 8053

    /// Settings of pebble, as its configuration names them.
    struct Options {
        /// Seconds.
        var validity = 3600
        var environment: [String: String] = [:]
        /// Where it asks challenges. Nil: at the proxy.
        var challengePort: Int?
        var externalKeys: [String: String] = [:]
    }

    let options: Options

    /// Makes its configuration, and starts the name server that leads every name to the proxy.
    init(_ bed: ProxyTestbed, _ options: Options = Options()) async throws {
        self.bed = bed
        self.options = options
        let own = try await TestCertificate.make([bed.host], in: bed.folder, called: "pebble")
        root = own.chain
        directory = "https://\(bed.host):\(Self.port)/dir"
        config = bed.folder + "/pebble.json"
        let pebble: [String: Any] = [
            "listenAddress": "\(bed.host):\(Self.port)", "managementListenAddress": "\(bed.host):15000",
            "certificate": own.chain, "privateKey": own.key, "httpPort": options.challengePort ?? 18080,
            "tlsPort": 18443,
            "ocspResponderURL": "", "certificateValidityPeriod": options.validity,
            "externalAccountBindingRequired": !options.externalKeys.isEmpty,
            "externalAccountMACKeys": options.externalKeys,
        ]
        let data = try JSONSerialization.data(withJSONObject: ["pebble": pebble])
        try data.write(to: URL(fileURLWithPath: config))
        _ = try bed.run(
            tool: "/usr/bin/pebble-challtestsrv",
            [
                "-defaultIPv4", bed.host, "-defaultIPv6", "", "-dns01", "\(bed.host):\(Self.dnsPort)", "-http01", "",
                "-https01", "", "-tlsalpn01", "", "-management", "\(bed.host):8055",
            ]
        )
    }

    /// Starts it; returns when it answers. Its accounts and orders are its memory's: they end with it.
    func start(_ more: [String: String] = [:]) async throws -> RunningProgram {
        let usual = ["PEBBLE_VA_NOSLEEP": "1", "PEBBLE_WFE_NONCEREJECT": "0", "PEBBLE_AUTHZREUSE": "0"]
        let environment = usual.merging(options.environment) { $1 }.merging(more) { $1 }
        let program = try bed.run(
            tool: "/usr/bin/pebble",
            ["-strict", "-config", config, "-dnsserver", "\(bed.host):\(Self.dnsPort)"],
            environment: environment
        )
        try await eventually("an answer of pebble", within: .seconds(20)) {
            guard program.exitStatus == nil else { throw RunningProgram.Failure("pebble ended: \(program.output)") }
            return try await ToolRun.run("/usr/bin/curl", ["-sf", "--noproxy", "*", "--cacert", root, directory]).status
                == 0
        }
        return program
    }

    /// The root that leads to the certificates which it issues; another with every start.
    func issuer() async throws -> String {
        let file = "\(bed.folder)/issuer-\(UInt32.random(in: 0...UInt32.max)).pem"
        let arguments = ["-sf", "--noproxy", "*", "--cacert", root, "-o", file, "https://\(bed.host):15000/roots/0"]
        let run = try await ToolRun.run("/usr/bin/curl", arguments)
        guard run.status == 0 else { throw RunningProgram.Failure("pebble's root: \(run.output)") }
        return file
    }

    /// What the proxy's file says of it.
    func settings(names: [String] = ["a.test"], more: String = "") -> [String] {
        [
            "listen_https: \"\(bed.host):18443\"", "domain: \(names[0])", "email: admin@a.test",
            "acme: {agree_terms: true, names: [\(names.joined(separator: ", "))], ca: '\(directory)', ca_root: \(root)\(more)}",
        ]
    }

    /// Whether HTTPS is served to `name` with a certificate that `issuer` leads to.
    func isServed(_ name: String, trusting issuer: String) async throws -> Bool {
        let arguments = [
            "-sS", "--max-time", "10", "--noproxy", "*", "--cacert", issuer, "--resolve", "\(name):18443:\(bed.host)",
            "https://\(name):18443/healthz",
        ]
        return try await ToolRun.run("/usr/bin/curl", arguments).output == "ok"
    }
}
