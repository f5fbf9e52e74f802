// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// The corpus of frames: each case whole, byte by byte where it is short, and cut at random.
struct FrameCorpusTests {
    static let files = ["requests", "bodies", "states", "limits", "workers"]

    private static func cases(_ file: String) throws -> [FrameCase] {
        let url = try #require(Bundle.module.url(forResource: "Cases/\(file)", withExtension: "frames"))
        return try FrameCase.read(String(contentsOf: url, encoding: .utf8), file: file)
    }

    @Test(arguments: files) func everyCaseOf(_ file: String) async throws {
        var random = Seeded(UInt64(file.utf8.reduce(7) { $0 &* 31 &+ Int($1) }))
        var runs: [FrameRun] = []
        for subject in try Self.cases(file) {
            let sent = try subject.sent()
            runs.append(FrameRun(subject: subject, pieces: [sent]))
            if sent.count <= 400 { runs.append(FrameRun(subject: subject, pieces: sent.map { [$0] })) }
            runs.append(FrameRun(subject: subject, pieces: random.pieces(of: sent, longest: max(9, sent.count / 20))))
        }
        // A few at a time: each has a proxy of its own.
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (index, run) in runs.enumerated() {
                if index >= 4 { try await group.next() }
                group.addTask {
                    let fault = try await run.run()
                    #expect(fault == nil, "\(run.subject), in \(run.pieces.count) pieces: \(fault ?? "")")
                }
            }
            try await group.waitForAll()
        }
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
