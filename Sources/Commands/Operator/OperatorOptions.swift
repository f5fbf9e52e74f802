// Plimsoll
// SPDX-License-Identifier: Apache-2.0

package import Admin
import ArgumentParser
import Fleet
internal import Glibc

/// Which proxy a command speaks to. The same for every command that speaks to one.
package struct OperatorOptions: ParsableArguments {
    @Option(
        name: .customLong("socket"),
        help: ArgumentHelp(
            "The operator's socket of the proxy on this host.",
            discussion: "Without it: PLIMSOLL_SOCKET, else the usual place for your user.",
            valueName: "path"
        ),
        completion: .file()
    )
    var socket: String?

    @Option(help: ArgumentHelp("Ask the proxy over its port instead, here or on another host.", valueName: "url"))
    var serverURL: String?

    @Option(
        help: ArgumentHelp(
            "The proxy's token, used with --server-url.",
            discussion: "Better given in PROXY_BEARER_TOKEN, where other users of this host cannot read it.",
            valueName: "token"
        )
    )
    var bearerToken: String?

    @Option(
        help: ArgumentHelp(
            "The certificate of your own authority in PEM, for --server-url.",
            discussion: "Then no other is trusted. Without it: PLIMSOLL_CA_FILE, else what this system trusts.",
            valueName: "path"
        ),
        completion: .file()
    )
    var caFile: String?

    package init() {}

    package func validate() throws {
        if socket != nil, serverURL != nil {
            throw ValidationError("--socket and --server-url name two proxies; give one of them")
        }
        if bearerToken != nil, serverURL == nil {
            throw ValidationError("--bearer-token is for --server-url; the socket needs none")
        }
        if caFile != nil, !Self.isSecure(serverURL) {
            throw ValidationError("--ca-file is for a --server-url that begins with https://")
        }
    }

    package var address: OperatorAddress {
        guard let serverURL else { return .socket(path: socket ?? OperatorSocket.defaultPath) }
        return .url(
            serverURL,
            token: Self.token(named: bearerToken),
            caFile: Self.caFile(named: caFile, for: serverURL)
        )
    }

    /// The file given, else that of the environment. Nil also for a URL without TLS: there is nothing to trust.
    static func caFile(named path: String?, for url: String) -> String? {
        guard isSecure(url) else { return nil }
        return path ?? getenv("PLIMSOLL_CA_FILE").map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
    }

    static func isSecure(_ url: String?) -> Bool {
        url?.lowercased().hasPrefix("https://") ?? false
    }

    /// The token given, else that of the environment.
    static func token(named text: String?) -> Secret? {
        let text = text ?? getenv("PROXY_BEARER_TOKEN").map { String(cString: $0) }
        return text.flatMap { $0.isEmpty ? nil : Secret($0) }
    }
}
