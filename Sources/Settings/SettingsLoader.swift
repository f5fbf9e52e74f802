// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// Reads `proxy.yaml`: the file, the variables it names, and the variables that override it.
package struct SettingsLoader: Sendable {
    private let environment: [String: String]
    private let isLenient: Bool

    /// - Parameter isLenient: an unknown key is a warning, not an error.
    package init(environment: [String: String], isLenient: Bool = false) {
        self.environment = environment
        self.isLenient = isLenient
    }

    /// Never fails: what went wrong is among the problems. Takes a bounded time and amount of memory, whatever the file holds.
    package func load(_ path: String) -> LoadedSettings {
        do {
            return load(try SourceFile.read(path), file: path)
        } catch {
            return failed(error, path, source: nil)
        }
    }

    func load(_ source: SourceText, file: String) -> LoadedSettings {
        let root: SettingNode
        let duplicates: [SourceFailure]
        do throws(SourceFailure) {
            let document = try YAMLReader.read(source)
            guard let node = document.root else {
                throw SourceFailure("file-empty", "'\(file)' is empty", hint: "at least one service must be defined")
            }
            root = node
            duplicates = document.duplicates
        } catch {
            return failed(error, file, source: source)
        }
        var reader = DocumentReader(environment: environment, isLenient: isLenient)
        reader.read(root)
        return LoadedSettings(
            file: file,
            settings: reader.report.errorCount == 0 && duplicates.isEmpty ? reader.settings : nil,
            readable: reader.settings,
            services: reader.services,
            problems: duplicates.map(\.problem) + reader.report.problems,
            source: source,
            places: reader.places
        )
    }

    private func failed(_ failure: SourceFailure, _ file: String, source: SourceText?) -> LoadedSettings {
        LoadedSettings(
            file: file,
            settings: nil,
            readable: nil,
            services: [],
            problems: [failure.problem],
            source: source,
            places: [:]
        )
    }
}
