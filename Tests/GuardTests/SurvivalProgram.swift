// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Subprocess

/// A C program of `Benchmarks/Survival/Programs`, compiled on this machine.
enum SurvivalProgram {
    private static let hogBuild = Task { try await compiled("hog") }

    /// Takes memory in one of several ways until it is refused.
    static var hog: String {
        get async throws { try await hogBuild.value }
    }

    /// Threads that fill memory all at once.
    static var fillers: String {
        get async throws { try await compiled("fillers") }
    }

    private static func compiled(_ name: String) async throws -> String {
        // Apart from the table's own, which its script compiles anew meanwhile.
        let folder = GuardBinary.root.appending(path: ".build/survival/tests")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let binary = folder.appending(path: name).path()
        let source = GuardBinary.root.appending(path: "Benchmarks/Survival/Programs/\(name).c").path()
        let options = ["-O1", "-pthread", "-Wall", "-Wextra", "-Werror"]
        let outcome = try await Outcome.of(["cc"] + options + ["-o", binary, source])
        guard outcome.status.isSuccess else { throw NotBuilt(reason: outcome.errors) }
        return binary
    }
}
