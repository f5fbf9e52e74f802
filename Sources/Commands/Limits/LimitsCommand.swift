// Plimsoll
// SPDX-License-Identifier: Apache-2.0

package import ArgumentParser
internal import CSystemCalls
import Capacity
import Docker
import Fleet
import FoundationEssentials
internal import Glibc

/// `plimsoll limits`.
package struct LimitsCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "limits",
        abstract: "Show every limit of a process or a container: its value, who sets it, what is used, what is left.",
        discussion: """
            LEVEL is how far above the process's own cgroup the limit is set, FROM the file that says so; USED and LEFT are of \
            that level. Inside a container, plimsoll-guard limits shows the same.

              plimsoll limits                        of this shell
              plimsoll limits --pid 4711
              plimsoll limits --container thumbs     by name or id, of the Docker engine of this host
              plimsoll limits --pid 4711 --format json | jq .memory.left
            """
    )

    @Option(help: ArgumentHelp("The process to look at.", valueName: "number"))
    var pid: Int32?

    @Option(help: ArgumentHelp("The container to look at, by its name or id.", valueName: "name"))
    var container: String?

    @Option(help: "How to print it.")
    var format: ReportFormat = .table

    package init() {}

    package func validate() throws {
        if pid != nil, container != nil { throw ValidationError("--pid and --container name two things; give one") }
        guard pid ?? 1 > 0 else { throw ValidationError("--pid must be 1 or more") }
    }

    package mutating func run() async throws {
        let (pid, container, format) = (pid, container, format)
        var process = pid
        if let container { process = try await Self.process(of: container) }
        let text = try LimitsText.of(process, format: format, files: SystemFiles())
        try StandardStream.output.write(text)
    }

    private static func process(of container: String) async throws -> Int32 {
        let environment = ProcessInfo.processInfo.environment
        let address = try EngineAddress(environment: environment) { access($0, F_OK) == 0 }
        guard address.isLocal else {
            throw CommandFailure(
                "cannot read the limits of container '\(container)': its engine is on another host; run plimsoll there"
            )
        }
        guard let process = try await DockerEngine.process(ofContainer: container, at: address) else {
            throw CommandFailure("container '\(container)' does not run; docker ps lists those that do")
        }
        return process
    }
}
