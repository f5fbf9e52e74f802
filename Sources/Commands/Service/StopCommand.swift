// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Admin
package import ArgumentParser

/// `plimsoll stop`.
package struct StopCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "stop",
        abstract: "Let a service's requests end, then stop its worker.",
        discussion: """
            Returns when the worker is stopped. The next request starts it again.

              plimsoll stop thumbs
            """
    )

    @OptionGroup var target: ServiceTarget

    package init() {}

    package mutating func run() async throws {
        let target = target
        try await OperatorClient.withClient(of: target.proxy.address) { client in
            try target.show(try await client.stop(target.service), did: "is stopped")
        }
    }
}
