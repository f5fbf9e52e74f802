// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Subprocess

/// A folder in which the guard is linked as each of the tools.
enum ToolLinks {
    private static let made = Task {
        let folder = GuardBinary.root.appending(path: ".build/tools-of-tests")
        try? FileManager.default.removeItem(at: folder)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for name in ["free", "nproc", "top", "uptime"] {
            try await FileManager.default.copyItem(
                atPath: GuardBinary.path,
                toPath: folder.appending(path: name).path()
            )
        }
        return folder.path()
    }

    static func path(_ name: String) async throws -> String {
        try await made.value + "/" + name
    }

    /// Runs a tool by its name, in a cgroup where one is given.
    static func run(_ words: String..., in cgroup: TestCgroup? = nil) async throws -> Outcome {
        let words = [try await path(words[0])] + words.dropFirst()
        guard let cgroup else { return try await Outcome.of(words) }
        return try await cgroup.run(words)
    }
}
