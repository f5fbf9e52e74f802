// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Subprocess

/// The static guard, as `scripts/build-guard` makes it: the ordinary build of the same files is not what runs in a worker.
enum GuardBinary {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    private static let build = Task {
        let binary = root.appending(path: "bin/plimsoll-guard")
        if try isOutdated(binary) {
            let outcome = try await Outcome.of([root.appending(path: "scripts/build-guard").path(), binary.path()])
            guard outcome.status.isSuccess else { throw NotBuilt(reason: outcome.errors) }
        }
        return binary.path()
    }

    /// The path of a guard that is not older than its sources; built first where it is.
    static var path: String {
        get async throws { try await build.value }
    }

    private static func isOutdated(_ binary: URL) throws -> Bool {
        func modified(_ file: URL) -> Date? {
            try? file.resourceValues(forKeys: [.contentModificationDateKey]).contentModificationDate
        }
        guard let built = modified(binary) else { return true }
        for folder in ["Sources/Capacity", "Sources/CSystemCalls", "Sources/plimsoll-guard"] {
            let files = FileManager.default.enumerator(
                at: root.appending(path: folder),
                includingPropertiesForKeys: nil
            )
            while let file = files?.nextObject() as? URL {
                if let changed = modified(file), changed > built { return true }
            }
        }
        return false
    }
}

struct NotBuilt: Error, CustomStringConvertible {
    let reason: String
    var description: String { "bin/plimsoll-guard is missing and could not be built; run make build\n\(reason)" }
}
