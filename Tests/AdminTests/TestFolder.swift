// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import PlimsollTesting

/// A folder of its own for a test's sockets, removed with it.
final class TestFolder: Sendable {
    let path: String

    init() throws {
        path = "\(FileManager.default.temporaryDirectory.path)/pl-\(UInt32.random(in: 0...(.max)))"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    func attribute<Value>(_ key: FileAttributeKey, of name: String, as type: Value.Type = Value.self) throws -> Value? {
        try FileManager.default.attributesOfItem(atPath: "\(path)/\(name)")[key] as? Value
    }

    var contents: [String] {
        get throws { try FileManager.default.contentsOfDirectory(atPath: path).sorted() }
    }

    func write(_ text: String, to name: String) throws {
        try Data(text.utf8).write(to: URL(filePath: "\(path)/\(name)"))
    }
}
