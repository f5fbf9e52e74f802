// Plimsoll
// SPDX-License-Identifier: Apache-2.0

package import ArgumentParser
internal import FoundationEssentials
internal import ServiceLifecycle

/// `plimsoll demo`: the whole idea on real workers, without configuration.
package struct DemoCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "See the whole idea on real workers, in half a minute and without configuration.",
        discussion: """
            Starts a proxy on a free port with a Python worker limited to 256 MiB: on Docker if an engine answers,
            else as a local process. Shows the first request starting it, the second one served at once, an
            allocation of 4000 MiB answered with a MemoryError instead of a kill, the same without the guard, and
            the worker put to sleep. Removes everything it made, also on Ctrl-C.

            Exit status 0 only if every step was seen to happen.
            """
    )

    @Option(
        help: ArgumentHelp(
            "Where to run the worker: docker or processes. Default: whichever is there.",
            valueName: "engine"
        )
    )
    var on: DemoEngine?

    package init() {}

    package func run() async throws {
        try await ServiceGroup.run(Demo(choice: on, environment: ProcessInfo.processInfo.environment))
    }
}

/// Which engine the demo is to use.
enum DemoEngine: String, ExpressibleByArgument, CaseIterable {
    case docker, processes
}
