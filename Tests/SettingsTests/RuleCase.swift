// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Capacity
import Fleet
import Foundation
import Settings

/// A settings file that a rule must find something in, or nothing: `Cases/Rules/RULE.fires.yaml`, `RULE.silent.yaml`, each with
/// all findings in `.expected`. The host has 16 GiB and 8 processors; `# gpu` gives it a GPU, `# listening: 22 80` listeners.
struct RuleCase {
    static let folder = TextCase.folder.appending(path: "Rules")

    let name: String
    var yaml: URL { Self.folder.appending(path: "\(name).yaml") }
    var expectedFile: URL { Self.folder.appending(path: "\(name).expected") }

    func findings() throws -> (loaded: LoadedSettings, findings: [Finding]) {
        let lines = try String(contentsOf: yaml, encoding: .utf8).split(separator: "\n")
        let ports = lines.first { $0.hasPrefix("# listening: ") }?.split(separator: " ").compactMap { Int($0) } ?? []
        let loaded = SettingsLoader(environment: [:]).load(yaml.path)
        let fleet = CheckedFleet(
            services: loaded.settings?.services ?? [],
            host: HostCapacity(memory: .gibibytes(16), processors: 8, hasGPU: lines.contains("# gpu")),
            listeningPorts: Set(ports),
            proxyEndpoints: loaded.settings.map {
                [.tcp(host: $0.listenHTTP.host ?? "0.0.0.0", port: $0.listenHTTP.port)]
            } ?? []
        )
        return (loaded, RuleBook.findings(in: fleet))
    }

    func outcome() throws -> String {
        let (loaded, findings) = try findings()
        let text = ProblemText(loaded)
        let problems = (loaded.problems + findings.map { loaded.problem(for: $0) }).inFileOrder
        return problems.map { text.text(of: $0) + "\n" }.joined().replacing(yaml.path, with: "\(name).yaml")
    }
}
