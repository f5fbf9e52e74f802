// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Foundation
import PlimsollTesting
import Proxy
import SeededRandom
import Testing

/// The raw-byte corpus: each case whole, byte by byte where it is short, and cut at random.
struct CorpusTests {
    static let files = [
        "start-line", "fields", "host", "framing", "chunks", "hop-by-hop", "targets", "pipelines", "responses",
        "upgrade",
    ]

    private static func cases(_ file: String) throws -> [CorpusCase] {
        let url = try #require(Bundle.module.url(forResource: "Cases/\(file)", withExtension: "cases"))
        return try CorpusCase.read(String(contentsOf: url, encoding: .utf8), file: file)
    }

    @Test(arguments: files) func everyCaseOf(_ file: String) async throws {
        let cases = try Self.cases(file)
        #expect(!cases.isEmpty)
        var random = SeededGenerator(file: file)
        let runs = cases.flatMap { subject in
            random.cuttings(of: subject.sent, singlyUpTo: 500).map { CorpusRun(subject: subject, pieces: $0) }
        }
        try await runs.pass()
    }

    /// TLS is beneath all of it: what came whole, cut or reset must be judged the same.
    @Test(arguments: ["framing", "chunks"]) func everyCaseWithTLSOf(_ file: String) async throws {
        try await TestCertificate.with(["h"]) { certificate in
            let store = try CertificateStore([CertificateFiles(chain: certificate.chain, key: certificate.key)])
            try await Self.cases(file)
                .map { CorpusRun(subject: $0, pieces: [$0.sent], certificates: store) }
                .pass()
        }
    }

    @Test func thereAreAtLeastTwoHundred() throws {
        let count = try Self.files.reduce(0) { try $0 + Self.cases($1).count }
        #expect(count >= 200)
    }

    @Test func noTitleIsGivenTwice() throws {
        for file in Self.files {
            let titles = try Self.cases(file).map(\.title)
            #expect(Set(titles).count == titles.count, "\(file)")
        }
    }
}
