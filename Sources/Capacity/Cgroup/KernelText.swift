// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// Reads the kernel's text files as bytes: a line that cannot be read spoils nothing but itself.
enum KernelText {
    static func lines(_ text: [UInt8]) -> [ArraySlice<UInt8>] {
        text.split(separator: UInt8(ascii: "\n"))
    }

    static func fields(_ line: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
        line.split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
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
        guard let line = lines(text).first, let field = fields(line).first else { return nil }
        return number(field)
    }

    /// The number behind `key` in a file of `key number` or `key: number unit` lines.
    static func number(of key: String, in text: [UInt8]) -> Int64? {
        for line in lines(text) {
            let fields = fields(line)
            guard fields.count >= 2, withoutColon(fields[0]).elementsEqual(key.utf8) else { continue }
            if let value = number(fields[1]) { return value }
        }
        return nil
    }

    static func string(_ text: ArraySlice<UInt8>) -> String {
        String(decoding: text, as: UTF8.self)
    }

    private static func withoutColon(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        text.last == UInt8(ascii: ":") ? text.dropLast() : text
    }
}
