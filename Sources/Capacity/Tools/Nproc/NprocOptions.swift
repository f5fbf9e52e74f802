// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// What `nproc` was asked for.
package struct NprocOptions: Equatable, Sendable {
    /// Every processor of the machine.
    package var countsAll = false
    /// How many to leave to others.
    package var ignored: Int64 = 0

    package init() {}

    /// - Parameters:
    ///   - usable: what the quota and the affinity leave.
    ///   - installed: what the machine has.
    ///   - threads: `OMP_NUM_THREADS`, and `most`: `OMP_THREAD_LIMIT`, as the environment has them. coreutils' `nproc` heeds both.
    package func count(usable: Int, installed: Int, threads: String?, most: String?) -> Int64 {
        var count = Int64(countsAll ? installed : usable)
        if !countsAll {
            if let threads = Self.threads(threads) { count = threads }
            if let most = Self.threads(most) { count = min(count, most) }
        }
        return count > ignored ? max(count - ignored, 1) : 1
    }

    /// A list of numbers, one a nesting level, of which the first counts.
    private static func threads(_ text: String?) -> Int64? {
        guard let text else { return nil }
        let bytes = Array(text.utf8).drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
        let digits = bytes.prefix { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
        let behind = bytes.dropFirst(digits.count).drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
        guard behind.isEmpty || behind.first == UInt8(ascii: ","), let value = KernelText.number(digits), value > 0
        else { return nil }
        return value
    }
}
