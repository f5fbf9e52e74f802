// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Foundation
internal import PlimsollTesting
internal import Testing

@testable import Docker

struct TarArchiveTests {
    @Test func tarReadsWhatWasWritten() async throws {
        let folder = try TestFiles.temporaryFolder("tar")
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var archive = TarArchive()
        archive.addFolder(".plimsoll")
        archive.addFile(".plimsoll/guard", mode: 0o755, content: Array("a program".utf8))
        archive.addFile("exact", mode: 0o600, content: [UInt8](repeating: 7, count: 512))
        archive.addFile("empty", mode: 0o644, content: [])
        archive.finish()
        #expect(archive.bytes.count % 512 == 0)
        try Data(archive.bytes).write(to: URL(fileURLWithPath: folder + "/a.tar"))

        let list = try await ToolRun.run("/bin/tar", ["--numeric-owner", "-tvf", folder + "/a.tar"])
        #expect(list.status == 0)
        let lines = list.output.split(separator: "\n").map { $0.split(separator: " ") }
        #expect(lines.map { String($0[0]) } == ["drwxr-xr-x", "-rwxr-xr-x", "-rw-------", "-rw-r--r--"])
        #expect(lines.map { String($0[1]) } == ["0/0", "0/0", "0/0", "0/0"])
        #expect(lines.compactMap(\.last).map(String.init) == [".plimsoll/", ".plimsoll/guard", "exact", "empty"])

        let content = try await ToolRun.run("/bin/tar", ["-xOf", folder + "/a.tar", ".plimsoll/guard"])
        #expect(content.output == "a program")
    }

    @Test func sameFilesGiveTheSameArchive() {
        func archive() -> [UInt8] {
            var archive = TarArchive()
            archive.addFile("guard", mode: 0o755, content: [1, 2, 3])
            archive.finish()
            return archive.bytes
        }
        #expect(archive() == archive())
    }
}
