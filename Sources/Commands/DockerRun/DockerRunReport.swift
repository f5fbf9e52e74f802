// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Admin
import Docker
import Fleet
internal import Glibc
import Settings

/// What `plimsoll docker-run` prints.
struct DockerRunReport: Codable, Hashable, Sendable {
    var service: String
    /// The words of the command line, unquoted.
    var words: [String]
    /// The same as a shell reads it.
    var line: String

    init(
        of name: String,
        in settings: ProxySettings,
        file: String,
        environment: [String: String],
        masksEnvironment: Bool
    ) throws {
        guard let definition = settings.services.first(where: { $0.name.text == name }) else {
            let names = settings.services.map(\.name.text).joined(separator: ", ")
            throw CommandFailure("there is no service '\(name)' in '\(file)'; the services are: \(names)")
        }
        let engine = DockerEngineSettings(
            address: try EngineAddress(environment: environment) { access($0, F_OK) == 0 },
            network: settings.dockerNetwork,
            connectMode: settings.connectMode == .hostPort ? .hostPort : .network,
            owner: ""
        )
        guard let run = DockerRunLine(definition, settings: engine, masksEnvironment: masksEnvironment) else {
            throw CommandFailure("service '\(name)' has no image, so there is no docker run line for it")
        }
        service = name
        words = run.words
        line = run.description
    }

    func text(_ format: ReportFormat, on terminal: Terminal) throws -> String {
        switch format {
        case .table: terminal.isInteractive ? line.printable : line
        case .json: try ReportJSON.text(self, pretty: true)
        }
    }
}
