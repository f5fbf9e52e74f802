// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Fleet
import FoundationEssentials
package import Settings

/// A settings file as commands use it that need it sound.
package enum SettingsFile {
    /// The settings in the file at `path`, with the variables of this process that override them.
    /// - Throws: with every mistake of the file.
    package static func load(_ path: String) throws(CommandFailure) -> ProxySettings {
        let loaded = SettingsLoader(environment: ProcessInfo.processInfo.environment).load(path)
        if let settings = loaded.settings { return settings }
        let text = ProblemText(loaded)
        throw CommandFailure(
            "cannot use '\(path)'; `plimsoll check` says more",
            details: loaded.problems.filter { $0.severity == .error }
                .flatMap { text.text(of: $0).split(separator: "\n", omittingEmptySubsequences: false).map(String.init) }
        )
    }
}
