// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// For text in ASCII, where a byte takes one column.
extension String {
    func flushRight(_ columns: Int) -> String {
        let missing = columns - utf8.count
        return missing > 0 ? String(repeating: " ", count: missing) + self : self
    }

    func flushLeft(_ columns: Int) -> String {
        let missing = columns - utf8.count
        return missing > 0 ? self + String(repeating: " ", count: missing) : self
    }

    /// As much of it as fits.
    func cut(to columns: Int) -> String {
        utf8.count <= columns ? self : KernelText.string(Array(utf8).prefix(max(columns, 0)))
    }

    var withoutTrailingBlanks: String {
        var bytes = Array(utf8)
        while bytes.last == UInt8(ascii: " ") { bytes.removeLast() }
        return String(decoding: bytes, as: UTF8.self)
    }

    static func twoDigits(_ number: Int) -> String {
        number < 10 ? "0\(number)" : "\(number)"
    }
}
