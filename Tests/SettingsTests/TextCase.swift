// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Fleet
import Foundation
import Settings
import Testing

/// A settings file and what reading it must say: `Cases/NAME.yaml` and `Cases/NAME.expected`.
///
/// First lines such as `# env: NAME=value` set the environment, `# lenient` reads leniently.
struct TextCase: Sendable, CustomTestStringConvertible {
    let name: String

    static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Cases")

    static let all: [TextCase] = {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return files.filter { $0.hasSuffix(".yaml") }.sorted().map { TextCase(name: String($0.dropLast(5))) }
    }()

    var testDescription: String { name }
    private var yaml: URL { Self.folder.appending(path: "\(name).yaml") }
    var expectedFile: URL { Self.folder.appending(path: "\(name).expected") }

    func load() throws -> LoadedSettings {
        var environment: [String: String] = [:]
        var isLenient = false
        for line in String(decoding: try Data(contentsOf: yaml), as: UTF8.self).split(whereSeparator: \.isNewline) {
            if line == "# lenient" { isLenient = true }
            guard line.hasPrefix("# env: ") else { continue }
            let parts = line.dropFirst(7).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            environment[String(parts[0])] = String(parts[1])
        }
        return SettingsLoader(environment: environment, isLenient: isLenient).load(yaml.path)
    }

    /// Every problem, then what was loaded where it differs from the defaults.
    func outcome() throws -> String {
        let loaded = try load()
        let text = ProblemText(loaded)
        var lines = loaded.problems.map { text.text(of: $0) }
        if let settings = loaded.settings {
            lines.append("loaded:")
            lines += SettingsDump.lines(of: settings).map { "  \($0)" }
        } else {
            lines.append("not loaded; sound services: \(loaded.soundServices.map(\.name.text))")
        }
        return lines.joined(separator: "\n").replacing(yaml.path, with: "\(name).yaml") + "\n"
    }
}
