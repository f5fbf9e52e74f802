// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Fleet
import Foundation
import Glibc
import PlimsollTesting
import Testing

@testable import Settings

/// What no text case can hold: files that are large, are no files, or grow when parsed.
@Suite(.serialized)
struct HostileFileTests {
    private func load(_ path: String) -> LoadedSettings { SettingsLoader(environment: [:]).load(path) }

    private func withFile<Outcome>(_ text: String, _ body: (String) throws -> Outcome) throws -> Outcome {
        let file = FileManager.default.temporaryDirectory.appending(path: "plimsoll-settings-\(UUID()).yaml")
        try text.write(to: file, atomically: false, encoding: .utf8)
        defer { try? FileManager.default.removeItem(at: file) }
        return try body(file.path)
    }

    @Test func missingFileIsNotFound() {
        let loaded = load("/nonexistent/proxy.yaml")
        #expect(loaded.problems.map(\.message) == ["'/nonexistent/proxy.yaml' was not found"])
        #expect(loaded.settings == nil)
    }

    @Test func directoryIsRefused() {
        #expect(load("/tmp").problems.map(\.message) == ["'/tmp' is a directory, not a file"])
    }

    @Test func deviceAndPipeAreRefusedWithoutWaiting() throws {
        #expect(load("/dev/zero").problems.map(\.rule) == ["file-unreadable"])
        let pipe = FileManager.default.temporaryDirectory.appending(path: "plimsoll-settings-\(UUID()).pipe").path
        #expect(mkfifo(pipe, 0o600) == 0)
        defer { unlink(pipe) }
        #expect(load(pipe).problems.map(\.message) == ["'\(pipe)' is not a regular file"])
    }

    @Test func unreadableFileSaysSo() {
        // Tests may run as root, who can read everything: the error code stands in.
        #expect(SourceFile.notOpened("p.yaml", EACCES).message == "'p.yaml' cannot be read: permission denied")
    }

    @Test func hundredMegabytesAreRefusedUnread() throws {
        try withFile("") { path in
            #expect(truncate(path, 100 << 20) == 0)
            let cost = Cost.of { #expect(load(path).problems.map(\.rule) == ["file-too-large"]) }
            #expect(cost.isBounded, "\(cost)")
        }
    }

    @Test func fileThatLiesAboutItsSizeIsReadNoFurtherThanAllowed() {
        // A /proc file has size 0 whatever it holds.
        #expect(load("/proc/self/status").settings == nil)
    }

    @Test(arguments: HostileText.all)
    func hostileTextCostsLittle(_ hostile: HostileText) throws {
        try withFile(hostile.text) { path in
            let cost = Cost.of {
                let loaded = load(path)
                #expect(loaded.settings == nil)
                #expect(loaded.problems.contains { $0.severity == .error })
                let text = ProblemText(loaded)
                for problem in loaded.problems { _ = text.text(of: problem) }
            }
            #expect(cost.isBounded, "\(cost)")
        }
    }
}
