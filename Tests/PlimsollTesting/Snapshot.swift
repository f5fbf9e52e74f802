// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// Compares `text` with the file `Snapshots/NAME` beside the test's source file; with RECORD=1 writes it there instead.
/// Read the difference before committing what was recorded.
package func compareWithSnapshot(_ text: String, named name: String, testFile: String = #filePath) throws {
    let folder = testFile.lastIndex(of: "/").map { testFile[..<$0] } ?? "."
    try compareWithFile(text, path: "\(folder)/Snapshots/\(name)")
}

/// Compares `text` with the file at `path`; with RECORD=1 writes it there instead.
package func compareWithFile(_ text: String, path: String) throws {
    if getenv("RECORD").map({ String(cString: $0) }) == "1" {
        try writeFile(text, path: path)
        return
    }
    let recorded = try readFile(path)
    guard recorded != text else { return }
    throw SnapshotMismatch(path: path, recorded: recorded, actual: text)
}

package struct SnapshotMismatch: Error, CustomStringConvertible {
    package let path: String
    package let recorded: String
    package let actual: String

    package var description: String {
        let (old, new) = (
            recorded.split(separator: "\n", omittingEmptySubsequences: false),
            actual.split(separator: "\n", omittingEmptySubsequences: false)
        )
        let first =
            zip(old, new).enumerated().first { $0.element.0 != $0.element.1 }?.offset ?? min(old.count, new.count)
        let shown = { (lines: [Substring]) in first < lines.count ? String(lines[first]) : "(nothing)" }
        return """
            \(path) differs at line \(first + 1); record it again with RECORD=1 and read the difference
            recorded: \(shown(old))
            actual:   \(shown(new))
            """
    }
}

private struct FileFailure: Error, CustomStringConvertible {
    let description: String
}

private func readFile(_ path: String) throws -> String {
    guard let file = fopen(path, "r") else {
        throw FileFailure(description: "cannot read \(path); record it with RECORD=1")
    }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65536)
    while case let count = fread(&chunk, 1, chunk.count, file), count > 0 { bytes += chunk[..<count] }
    return String(decoding: bytes, as: UTF8.self)
}

private func writeFile(_ text: String, path: String) throws {
    if let slash = path.lastIndex(of: "/") { mkdir(String(path[..<slash]), 0o755) }
    guard let file = fopen(path, "w") else { throw FileFailure(description: "cannot write \(path)") }
    defer { fclose(file) }
    let bytes = Array(text.utf8)
    guard fwrite(bytes, 1, bytes.count, file) == bytes.count else {
        throw FileFailure(description: "cannot write \(path)")
    }
}
