// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Foundation

/// Where tests find what belongs to the repository.
package enum TestFiles {
    /// The repository's root.
    package static let repository = String(#filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 })

    /// A new empty folder below the system's temporary one; whoever asked for it removes it.
    package static func temporaryFolder(_ name: String) throws -> String {
        let path = "/tmp/plimsoll-\(name)-\(UInt32.random(in: 0...UInt32.max))"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        return path
    }
}
