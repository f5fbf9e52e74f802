// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import SeededRandom
import Testing

/// One case of a corpus, its client's bytes cut in one way.
protocol RawRun: Sendable {
    associatedtype Subject: CustomStringConvertible & Sendable

    var subject: Subject { get }
    var pieces: [[UInt8]] { get }

    /// - Returns: what was not as it should be; nil: nothing.
    func run() async throws -> String?
}

extension Sequence where Element: RawRun {
    /// Runs a few at a time: each has a proxy of its own.
    func pass() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (index, run) in enumerated() {
                if index >= 4 { try await group.next() }
                group.addTask {
                    let fault = try await run.run()
                    #expect(fault == nil, "\(run.subject), in \(run.pieces.count) pieces: \(fault ?? "")")
                }
            }
            try await group.waitForAll()
        }
    }
}

extension SeededGenerator {
    /// Two corpora cut their files differently, the same file always alike.
    init(file: String) {
        self.init(seed: UInt64(file.utf8.reduce(7) { $0 &* 31 &+ Int($1) }))
    }

    /// Every way of cutting must give the same result. Longer ones are not cut into single bytes: it shows nothing more.
    mutating func cuttings(of sent: [UInt8], singlyUpTo longest: Int) -> [[[UInt8]]] {
        var cuttings = [[sent]]
        if sent.count <= longest { cuttings.append(sent.map { [$0] }) }
        for _ in 0..<2 { cuttings.append(pieces(of: sent, longest: Swift.max(9, sent.count / 20))) }
        return cuttings
    }
}
