// Plimsoll
// SPDX-License-Identifier: Apache-2.0

package import Admin
import ArgumentParser

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

    @OptionGroup(title: "Which proxy")
    var server: ServerOptions

    package init() {}

    package func validate() throws {
        if socket != nil, server.serverURL != nil {
            throw ValidationError("--socket and --server-url name two proxies; give one of them")
        }
        guard server.serverURL == nil else { return }
        if server.bearerToken != nil {
            throw ValidationError("--bearer-token is for --server-url; the socket needs none")
        }
        if server.caFile != nil {
            throw ValidationError("--ca-file is for a --server-url that begins with https://")
        }
    }

    package var address: OperatorAddress {
        server.serverURL.map { server.address($0) } ?? .socket(path: socket ?? OperatorSocket.defaultPath)
    }
}
