// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// Reads the kernel's text files as bytes: a line that cannot be read spoils nothing but itself.
package enum KernelText {
    static func lines(_ text: [UInt8]) -> [ArraySlice<UInt8>] {
        text.split(separator: UInt8(ascii: "\n"))
    }

    static func fields(_ line: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
        line.split(whereSeparator: isBlank)
    }

    /// A number written in digits alone; one too large for 64 bits is as good as the largest. Nil for `max` or a sign.
    static func number(_ text: ArraySlice<UInt8>) -> Int64? {
        guard !text.isEmpty else { return nil }
        var value: Int64 = 0
        var overflow = false
        for byte in text {
            guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
            let (scaled, tooLarge) = value.multipliedReportingOverflow(by: 10)
            let (sum, carry) = scaled.addingReportingOverflow(Int64(byte - UInt8(ascii: "0")))
            overflow = overflow || tooLarge || carry
            value = sum
        }
        return overflow ? .max : value
    }

    /// The number that is the first word of the file.
    static func firstNumber(_ text: [UInt8]) -> Int64? {
        number(firstWord(text[...]))
    }

    /// The number behind `key` in a file of `key number` or `key: number unit` lines.
    ///
    /// Looks without taking the file apart: these files are long, and a worker's start waits for it.
    static func number(of key: String, in text: [UInt8]) -> Int64? {
        var rest = text[...]
        while !rest.isEmpty {
            let line = rest.prefix { $0 != UInt8(ascii: "\n") }
            rest = rest.dropFirst(line.count + 1)
            guard line.starts(with: key.utf8) else { continue }
            var behind = line.dropFirst(key.utf8.count)
            if behind.first == UInt8(ascii: ":") { behind = behind.dropFirst() }
            let value = behind.drop(while: isBlank)
            if value.startIndex > behind.startIndex, let number = number(firstWord(value)) { return number }
        }
        return nil
    }

    static func contains(_ word: String, in line: ArraySlice<UInt8>) -> Bool {
        line.indices.contains { line[$0...].starts(with: word.utf8) }
    }

    static func string(_ text: ArraySlice<UInt8>) -> String {
        String(decoding: text, as: UTF8.self)
    }

    private static func firstWord(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        text.prefix { !isBlank($0) && $0 != UInt8(ascii: "\n") }
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
    }
}
