// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Admin
import ArgumentParser
import Fleet
internal import Glibc

/// A proxy that is asked over its port.
package struct ServerOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The proxy's address, to ask it over its port: here or on another host.",
            valueName: "url"
        )
    )
    var serverURL: String?

    @Option(
        help: ArgumentHelp(
            "The proxy's token, asked for on its port.",
            discussion: "Better given in PROXY_BEARER_TOKEN, where other users of this host cannot read it.",
            valueName: "token"
        )
    )
    var bearerToken: String?

    @Option(
        help: ArgumentHelp(
            "The certificate of your own authority in PEM, for an address with https.",
            discussion: "Then no other is trusted. Without it: PLIMSOLL_CA_FILE, else what this system trusts.",
            valueName: "path"
        ),
        completion: .file()
    )
    var caFile: String?

    package init() {}

    package func validate() throws {
        guard caFile != nil, let serverURL, !Self.isSecure(serverURL) else { return }
        let advice = serverURL.contains("://") ? "" : ": write https://\(serverURL)"
        throw ValidationError("--ca-file is for a --server-url that begins with https://\(advice)")
    }

    /// - Parameter token: the proxy's, where neither option nor environment names it.
    func address(_ url: String, token: Secret? = nil) -> OperatorAddress {
        .url(url, token: givenToken ?? token, caFile: Self.isSecure(url) ? authorities : nil)
    }

    static func isSecure(_ url: String) -> Bool {
        url.lowercased().hasPrefix("https://")
    }

    private var authorities: String? {
        caFile ?? Self.variable("PLIMSOLL_CA_FILE")
    }

    private var givenToken: Secret? {
        guard let text = bearerToken ?? Self.variable("PROXY_BEARER_TOKEN"), !text.isEmpty else { return nil }
        return Secret(text)
    }

    /// Empty is not set.
    private static func variable(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
    }
}
