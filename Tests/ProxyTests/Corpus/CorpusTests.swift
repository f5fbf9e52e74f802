// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Foundation
import PlimsollTesting
import Proxy
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

    /// Every way of cutting must give the same result. Longer ones are not cut into single bytes: it shows nothing more.
    private static func cuttings(_ subject: CorpusCase, _ random: inout Seeded) -> [[[UInt8]]] {
        var cuttings = [[subject.sent]]
        if subject.sent.count <= 500 { cuttings.append(subject.sent.map { [$0] }) }
        let longest = max(9, subject.sent.count / 20)
        for _ in 0..<2 { cuttings.append(random.pieces(of: subject.sent, longest: longest)) }
        return cuttings
    }

    @Test(arguments: files) func everyCaseOf(_ file: String) async throws {
        let cases = try Self.cases(file)
        #expect(!cases.isEmpty)
        var random = Seeded(UInt64(file.utf8.reduce(7) { $0 &* 31 &+ Int($1) }))
        var runs: [CorpusRun] = []
        for subject in cases {
            runs += Self.cuttings(subject, &random).map { CorpusRun(subject: subject, pieces: $0) }
        }
        try await Self.pass(runs)
    }

    /// TLS is beneath all of it: what came whole, cut or reset must be judged the same.
    @Test(arguments: ["framing", "chunks"]) func everyCaseWithTLSOf(_ file: String) async throws {
        try await TestCertificate.with(["h"]) { certificate in
            let store = try CertificateStore([CertificateFiles(chain: certificate.chain, key: certificate.key)])
            try await Self.pass(
                Self.cases(file).map { CorpusRun(subject: $0, pieces: [$0.sent], certificates: store) }
            )
        }
    }

    private static func pass(_ runs: [CorpusRun]) async throws {
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
