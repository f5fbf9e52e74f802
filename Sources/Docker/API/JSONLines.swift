// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// Cuts a stream of JSON values, one a line, into lines. A line longer than `longest` is dropped whole.
struct JSONLines {
    private var partial: [UInt8] = []
    private var isTooLong = false

    static let longest = 1 << 20

    /// The lines that ended in `bytes`, without blank ones.
    mutating func feed(_ bytes: some Sequence<UInt8>) -> [[UInt8]] {
        var lines: [[UInt8]] = []
        for byte in bytes {
            if byte == UInt8(ascii: "\n") {
                if !isTooLong, !partial.allSatisfy({ $0 <= UInt8(ascii: " ") }) { lines.append(partial) }
                partial.removeAll(keepingCapacity: true)
                isTooLong = false
            } else if partial.count < Self.longest {
                partial.append(byte)
            } else {
                isTooLong = true
            }
        }
        return lines
    }
}
