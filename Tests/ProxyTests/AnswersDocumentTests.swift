// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Fleet
import Foundation
import Testing

@testable import Proxy

/// README's table of our own answers is the code's: nothing missing, nothing that is no more.
struct AnswersDocumentTests {
    private struct Answer: Hashable, CustomStringConvertible {
        var status: Int
        var error: String
        var description: String { "\(status) \(error)" }
    }

    /// Nobody is there to read it.
    private static let unread: Set = [Answer(status: 503, error: "cancelled")]
    private static let root = URL(filePath: #filePath).appending(path: "../../..").standardized

    @Test func tableHasEveryAnswerAndNoOther() throws {
        let documented = try documented()
        let faults = try faults()
        let made = try faults.union(literals()).union(refusals()).filter { $0.status >= 300 }
        #expect(made.count > 40)
        // For the many ways of being malformed some stand.
        let missing = made.subtracting(documented).subtracting(faults.filter { $0.status == 400 }).subtracting(
            Self.unread
        )
        #expect(missing.isEmpty, "not in README's table: \(missing)")
        #expect(documented.subtracting(made).isEmpty, "only in README's table: \(documented.subtracting(made))")
    }

    private func text(_ path: String) throws -> String {
        try String(contentsOf: Self.root.appending(path: path), encoding: .utf8)
    }

    private func documented() throws -> Set<Answer> {
        var answers: Set<Answer> = []
        for row in try text("README.md").matches(of: #/(?m)^\| (\d{3}) \| (`[^|]*) \|/#) {
            for word in row.2.matches(of: #/`([a-z_]+)`/#) {
                answers.insert(Answer(status: Int(row.1) ?? 0, error: String(word.1)))
            }
        }
        return answers
    }

    private func faults() throws -> Set<Answer> {
        let cases = try words(in: "Sources/Proxy/Head/MessageFault.swift").compactMap { MessageFault(rawValue: $0) }
        return Set(cases.map { OwnAnswer($0) }.map { Answer(status: $0.status, error: $0.error) })
    }

    private func refusals() throws -> Set<Answer> {
        let reasons = try words(in: "Sources/Fleet/Model/LeaseRefusal.swift")
            .compactMap { LeaseRefusal.Reason(rawValue: $0) }
            // The routes are the services'.
            .filter { $0 != .unknownService }
        return Set(
            reasons.map { OwnAnswer(LeaseRefusal($0, ""), service: "api", holdsToken: true) }
                .map { Answer(status: $0.status, error: $0.error) }
        )
    }

    /// Those that are written out where they are made.
    private func literals() throws -> Set<Answer> {
        let folder = Self.root.appending(path: "Sources/Proxy")
        let files = try #require(FileManager.default.enumerator(atPath: folder.path))
        var answers: Set<Answer> = []
        for case let file as String in files where file.hasSuffix(".swift") {
            let source = try text("Sources/Proxy/\(file)")
            for call in source.matches(of: #/(?:OwnAnswer|self\.init)\(\s*(\d{3}),\s*"([a-z0-9_]+)"/#) {
                answers.insert(Answer(status: Int(call.1) ?? 0, error: String(call.2)))
            }
        }
        return answers
    }

    private func words(in file: String) throws -> [String] {
        try text(file).matches(of: #/case (\w+)(?: = "([a-z0-9_]+)")?/#).map { String($0.2 ?? $0.1) }
    }
}
