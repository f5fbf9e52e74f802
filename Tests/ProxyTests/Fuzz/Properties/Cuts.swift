// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import SeededRandom

/// Ways to cut a stream of bytes: each is where its pieces end, the last of them the end of the stream.
///
/// The bytes themselves choose, so that an input is a message and nothing else, and fails again as it failed.
enum Cuts {
    /// Longer ones are not cut into single bytes: it shows nothing more.
    private static let mostSingleBytes = 96

    static func whole(_ bytes: [UInt8]) -> [Int] { [bytes.count] }

    static func of(_ bytes: [UInt8]) -> [[Int]] {
        var random = source(bytes)
        let longest = [max(3, bytes.count / 40), max(17, bytes.count / 8), bytes.count / 3]
        var cuts = longest.map { ends(bytes.count, longest: $0, &random) }
        if (1...mostSingleBytes).contains(bytes.count) { cuts.append(Array(1...bytes.count)) }
        return cuts
    }

    static func source(_ bytes: [UInt8]) -> SeededGenerator {
        SeededGenerator(seed: bytes.reduce(14_695_981_039_346_656_037) { ($0 ^ UInt64($1)) &* 1_099_511_628_211 })
    }

    private static func ends(_ count: Int, longest: Int, _ random: inout SeededGenerator) -> [Int] {
        var ends: [Int] = []
        var end = 0
        while end < count {
            end = min(count, end + Int.random(in: 1...max(1, longest), using: &random))
            ends.append(end)
        }
        return ends.isEmpty ? [0] : ends
    }
}
