// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Admin
package import ArgumentParser

/// `plimsoll start`.
package struct StartCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "start",
        abstract: "Start a sleeping service and wait until it is ready.",
        discussion: """
            A first request starts a service by itself; this warms it up before. Its idle time runs from now.

              plimsoll start thumbs
            """
    )

    @OptionGroup var target: ServiceTarget

    package init() {}

    package mutating func run() async throws {
        let target = target
        try await OperatorClient.withClient(of: target.proxy.address) { client in
            try target.show(try await client.start(target.service), did: "is ready")
        }
    }
}
