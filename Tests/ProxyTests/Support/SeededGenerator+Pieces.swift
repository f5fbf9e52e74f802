// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import SeededRandom

extension SeededGenerator {
    /// Cuts `bytes` at random places.
    mutating func pieces(of bytes: [UInt8], longest: Int = 9) -> [[UInt8]] {
        var pieces: [[UInt8]] = []
        var start = 0
        while start < bytes.count {
            let end = min(bytes.count, start + Int.random(in: 1...longest, using: &self))
            pieces.append(Array(bytes[start..<end]))
            start = end
        }
        return pieces
    }
}
