// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Admin
package import ArgumentParser
internal import Docker
internal import Fleet
internal import FoundationEssentials
internal import Glibc
internal import Logging
internal import NIOCore
internal import Proxy
internal import ServiceLifecycle
internal import Settings

/// `plimsoll proxy`: runs the proxy of a configuration until it is told to end.
package struct ProxyCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "proxy",
        abstract: "Run the proxy of a configuration.",
        discussion: """
            Reads the file, listens, and starts each service's worker on its first request.
            Running workers of an earlier run are adopted. SIGTERM or Ctrl-C ends it: requests end first, workers
            are left running unless the file says on_exit: stop.

              plimsoll proxy                      proxy.yaml of this folder
              plimsoll proxy /etc/plimsoll.yaml

            DOCKER_HOST names another Docker engine, PLIMSOLL_STATE another folder for the token and the records.
            """,
        aliases: ["proxy-daemon"]
    )

    @Argument(help: "The configuration.", completion: .file(extensions: ["yaml", "yml"]))
    var config = "proxy.yaml"

    @Option(
        name: .customLong("config"),
        help: ArgumentHelp("The configuration, as NodeTool names it.", valueName: "file")
    )
    var namedConfig: String?

    @Flag(help: "Take an unknown key for a warning.")
    var lenient = false

    @Option(help: ArgumentHelp("The unix socket for `plimsoll status` and its like.", valueName: "path"))
    var socket: String?

    package init() {}

    package func run() async throws {
        let environment = ProcessInfo.processInfo.environment
        let file = namedConfig ?? config
        let loaded = SettingsLoader(environment: environment, isLenient: lenient).load(file)
        let text = ProblemText(loaded)
        for problem in loaded.problems { try StandardStream.error.write(text.text(of: problem) + "\n") }
        guard let settings = loaded.settings else { throw ExitCode.failure }

        let state = try StateFolder(path: StateFolder.usualPath(environment: environment, userID: geteuid()))
        let blueprint = DaemonBlueprint(
            settings: settings,
            file: file,
            state: state,
            operatorSocket: socket ?? OperatorSocket.defaultPath,
            environment: environment
        )
        // Held until this process ends.
        let lock = try blueprint.lock()
        let token = try blueprint.token()
        var planned = try blueprint.plan(token: token.secret)
        let logger = Logger.plimsoll(settings.logLevel)
        planned.dataPlane.mostConnections = FileDescriptors.raised().connections(
            atMost: planned.dataPlane.mostConnections,
            logger
        )
        try FileDescriptors.requireEnough(
            forLoops: planned.dataPlane.threads + NIOSingletons.groupLoopCountSuggestion
        )
        let plan = planned

        let daemon = Daemon(plan: plan, logger: logger) { facts in
            var lines = facts.addresses.map { "listening on http://\($0)" }
            lines += facts.secureAddresses.map { "listening on https://\($0)" }
            lines.append(
                "\(String(count: plan.services.count, of: "service")); operator socket \(plan.operatorSocket)"
            )
            if let made = token.announcement { lines.append(made) }
            for line in lines { try? StandardStream.error.write(lines: ["plimsoll: " + line]) }
            ProgramPages.letGo()
        }
        var logsToFile = false
        if case .file = settings.accessLog { logsToFile = true }
        try await ServiceGroup.run(daemon, keepsHangUp: logsToFile)
        lock.release()
    }
}
