// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Foundation
import SeededRandom
import Testing

/// What is fuzzed holds for every seed, for every case of the corpus, and for what comes of them when bytes are changed at random.
struct FuzzSeedTests {
    private static func seeds(_ target: FuzzTarget) throws -> [(name: String, bytes: [UInt8])] {
        let folder = try #require(Bundle.module.url(forResource: "Seeds/\(target)", withExtension: nil))
        var seeds = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil).map {
            (name: $0.lastPathComponent, bytes: Array(try Data(contentsOf: $0)))
        }
        for file in CorpusTests.files {
            let url = try #require(Bundle.module.url(forResource: "Cases/\(file)", withExtension: "cases"))
            for subject in try CorpusCase.read(String(contentsOf: url, encoding: .utf8), file: file) {
                if let bytes = target.seed(subject), bytes.count <= 4096 { seeds.append(("\(subject)", bytes)) }
            }
        }
        return seeds
    }

    @Test(arguments: FuzzTarget.allCases) func everySeedHolds(_ target: FuzzTarget) throws {
        let seeds = try Self.seeds(target)
        #expect(!seeds.isEmpty)
        for seed in seeds {
            #expect(throws: Never.self, "\(seed.name)") { try target.check(seed.bytes) }
        }
    }

    @Test(arguments: FuzzTarget.allCases) func everySeedHoldsWithBytesChanged(_ target: FuzzTarget) throws {
        var random = SeededGenerator(seed: 11)
        for seed in try Self.seeds(target) where !seed.bytes.isEmpty && seed.bytes.count <= 300 {
            var bytes = seed.bytes
            let index = Int.random(in: bytes.indices, using: &random)
            switch Int.random(in: 0..<3, using: &random) {
            case 0: bytes[index] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            case 1: bytes.remove(at: index)
            default: bytes.insert(bytes.randomElement(using: &random) ?? 0, at: index)
            }
            #expect(throws: Never.self, "\(seed.name): \(bytes)") { try target.check(bytes) }
        }
    }
}
