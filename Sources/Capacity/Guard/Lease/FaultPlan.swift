// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// Requests that are refused on purpose, so that a program can be seen to survive it.
package struct FaultPlan: Hashable, Sendable {
    /// The part of the limit that may be used, in percent.
    package var share: Int64 = 100
    /// How many of a billion requests fail.
    package var perBillion: Int64 = 0
    /// The same seed gives the same order of failures.
    package var seed: UInt64 = 1

    package init() {}

    package var isRandom: Bool { perBillion > 0 }

    /// Reads a share such as `80%`, from 1 to 100.
    package static func share(parsing text: String) -> Int64? {
        guard text.utf8.last == UInt8(ascii: "%"), let share = KernelText.number(Array(text.utf8).dropLast()),
            (1...100).contains(share)
        else { return nil }
        return share
    }

    /// Reads a probability such as `0.01` or `1%`; what is beyond nine digits after the point counts for nothing.
    package static func perBillion(parsing text: String) -> Int64? {
        var bytes = Array(text.utf8)
        let isPercent = bytes.last == UInt8(ascii: "%")
        if isPercent { bytes.removeLast() }
        let parts = bytes.split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
        guard let whole = parts.first.flatMap({ KernelText.number($0) }), whole <= 100 else { return nil }
        var fraction: Int64 = 0
        if parts.count == 2 {
            guard KernelText.number(parts[1]) != nil else { return nil }
            var scale: Int64 = 100_000_000
            for digit in parts[1].prefix(9) {
                fraction += Int64(digit - UInt8(ascii: "0")) * scale
                scale /= 10
            }
        }
        let value = (whole * 1_000_000_000 + fraction) / (isPercent ? 100 : 1)
        return value <= 1_000_000_000 ? value : nil
    }

    /// Whether the next request is to fail.
    package mutating func strikes() -> Bool {
        guard isRandom else { return false }
        // SplitMix64 (Steele et al. 2014).
        seed &+= 0x9E37_79B9_7F4A_7C15
        var mixed = seed
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int64((mixed ^ (mixed >> 31)) % 1_000_000_000) < perBillion
    }
}
