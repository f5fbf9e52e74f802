// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Capacity
import Fleet
import Foundation
import Glibc
import Records
import Testing

/// A worker may do with the file whatever it likes.
struct GuardRecordFolderTests {
    private static let record = GuardRecord(mode: .lease, means: .asked, limit: .mebibytes(256))

    private func with(_ body: (GuardRecordFolder, String) throws -> Void) throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "guards-\(UUID().uuidString)").path()
        defer { try? FileManager.default.removeItem(atPath: path) }
        try body(GuardRecordFolder(path), path)
    }

    private func write(_ bytes: some DataProtocol, to file: String) throws {
        let handle = try #require(FileHandle(forWritingAtPath: file))
        try handle.write(contentsOf: bytes)
        try handle.close()
    }

    @Test func whatAGuardWritesIsRead() throws {
        try with { folder, _ in
            let file = try folder.make(for: "thumbs")
            #expect(folder.read("thumbs") == nil && folder.record(of: "thumbs") == nil)
            try write(Data(Self.record.text.utf8), to: file)
            #expect(folder.read("thumbs") == Self.record)
            #expect(folder.record(of: "thumbs") == Self.record)
            #expect(folder.record(of: "other") == nil)
        }
    }

    @Test func anyUserMayWriteToTheFileAndNobodyElseReachesIt() throws {
        try with { folder, path in
            let file = try folder.make(for: "thumbs")
            var status = stat()
            #expect(stat(file, &status) == 0 && status.st_mode & 0o7777 == 0o666)
            #expect(stat(path, &status) == 0 && status.st_mode & 0o7777 == 0o700)
        }
    }

    @Test func theFileOfAnEarlierWorkerIsNotWrittenToByIt() throws {
        try with { folder, _ in
            let old = try #require(FileHandle(forWritingAtPath: try folder.make(for: "thumbs")))
            _ = try folder.make(for: "thumbs")
            try old.write(contentsOf: Data(Self.record.text.utf8))
            #expect(folder.read("thumbs") == nil)
        }
    }

    @Test func theNextProxyFindsTheFile() throws {
        try with { folder, path in
            try write(Data(Self.record.text.utf8), to: try folder.make(for: "thumbs"))
            let next = GuardRecordFolder(path)
            #expect(next.record(of: "thumbs") == nil)
            #expect(next.read("thumbs") == Self.record)
            #expect(next.record(of: "thumbs") == Self.record)
        }
    }

    @Test(arguments: ["link", "pipe", "folder", "socket"])
    func whatIsNoFileIsNotOpened(kind: String) throws {
        try with { folder, path in
            let file = try folder.make(for: "thumbs")
            unlink(file)
            switch kind {
            case "link":
                try Data(Self.record.text.utf8).write(to: URL(filePath: path + "/elsewhere"))
                symlink(path + "/elsewhere", file)
            case "pipe": mkfifo(file, 0o666)
            case "socket": mknod(file, S_IFSOCK | 0o666, 0)
            default: mkdir(file, 0o777)
            }
            // It must not wait for somebody at the other end either.
            #expect(GuardRecordFolder(path).read("thumbs") == nil)
        }
    }

    @Test func aFileThatWasFilledIsEmptied() throws {
        try with { folder, _ in
            let file = try folder.make(for: "thumbs")
            try write(Data(repeating: 0x20, count: 1 << 20), to: file)
            #expect(folder.read("thumbs") == nil)
            var status = stat()
            #expect(stat(file, &status) == 0 && status.st_size == 0)
        }
    }

    @Test(arguments: ["{}", "null", "{\"mode\":\"lease\"}", String(repeating: "[", count: 1024)])
    func anythingElseIsNoRecord(text: String) throws {
        try with { folder, _ in
            try write(Data(text.utf8), to: try folder.make(for: "thumbs"))
            #expect(folder.read("thumbs") == nil && folder.record(of: "thumbs") == nil)
        }
    }

    @Test func noNameLeavesTheFolder() throws {
        try with { folder, path in
            for name in ["../x", "a/b", ".", "a.b", "a%2eb"] as [ServiceName] {
                let file = try folder.make(for: name)
                #expect(file.split(separator: "/").count == path.split(separator: "/").count + 1)
            }
            let files = try FileManager.default.contentsOfDirectory(atPath: path)
            #expect(files.count == 5)
        }
    }

    @Test func aRecordInTheMakingIsNeverReadHalf() throws {
        try with { folder, _ in
            let file = try folder.make(for: "thumbs")
            let descriptor = open(file, O_WRONLY)
            defer { close(descriptor) }
            var other = Self.record
            other.counts = .init(asked: .max / 2, refused: 123_456_789, refusedOnPurpose: 0)
            let texts = [Array(Self.record.text.utf8), Array(other.text.utf8)]
            for round in 0..<2000 {
                #expect(pwrite(descriptor, texts[round % 2], GuardRecord.size, 0) == GuardRecord.size)
                let seen = folder.record(of: "thumbs")
                #expect(seen == (round % 2 == 0 ? Self.record : other))
            }
        }
    }
}
