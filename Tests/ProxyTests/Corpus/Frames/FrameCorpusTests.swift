// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Foundation
import SeededRandom
import Testing

/// The corpus of frames: each case whole, byte by byte where it is short, and cut at random.
struct FrameCorpusTests {
    static let files = ["requests", "bodies", "states", "limits", "workers"]

    private static func cases(_ file: String) throws -> [FrameCase] {
        let url = try #require(Bundle.module.url(forResource: "Cases/\(file)", withExtension: "frames"))
        return try FrameCase.read(String(contentsOf: url, encoding: .utf8), file: file)
    }

    @Test(arguments: files) func everyCaseOf(_ file: String) async throws {
        let cases = try Self.cases(file)
        #expect(!cases.isEmpty)
        var random = SeededGenerator(file: file)
        let runs = try cases.flatMap { subject in
            try random.cuttings(of: subject.sent(), singlyUpTo: 400).map { FrameRun(subject: subject, pieces: $0) }
        }
        try await runs.pass()
    }

    @Test func thereAreAtLeastSixty() throws {
        let count = try Self.files.reduce(0) { try $0 + Self.cases($1).count }
        #expect(count >= 60)
    }

    @Test func noTitleIsGivenTwice() throws {
        for file in Self.files {
            let titles = try Self.cases(file).map(\.title)
            #expect(Set(titles).count == titles.count, "\(file)")
        }
    }
}
