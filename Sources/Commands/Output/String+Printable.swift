// Plimsoll
// SPDX-License-Identifier: Apache-2.0

extension StringProtocol {
    /// The text on one line with everything escaped that a terminal would act on instead of show: control characters
    /// (C0, DEL, C1), line and paragraph separators, and the marks that turn the reading direction.
    package var printable: String {
        var result = ""
        for scalar in unicodeScalars {
            switch scalar.value {
            case 0x09: result += "\\t"
            case 0x0A: result += "\\n"
            case 0x0D: result += "\\r"
            case 0..<0x20, 0x7F..<0xA0: result += "\\x" + scalar.value.hexadecimal(digits: 2)
            case 0x200E, 0x200F, 0x061C, 0x2028...0x202E, 0x2066...0x2069, 0xFEFF:
                result += "\\u{" + scalar.value.hexadecimal(digits: 4) + "}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// How many columns a terminal uses for it: two for a wide character, none for one that stands on another.
    package var displayWidth: Int {
        var width = 0
        for character in self { width += character.displayWidth }
        return width
    }

    /// As much of its beginning as fits into `columns`, with `…` in place of what does not.
    package func truncated(toWidth columns: Int) -> String {
        guard displayWidth > columns else { return String(self) }
        var result = ""
        var room = columns - 1
        for character in self {
            room -= character.displayWidth
            if room < 0 { break }
            result.append(character)
        }
        return columns > 0 ? result + "…" : ""
    }
}

extension UInt32 {
    fileprivate func hexadecimal(digits: Int) -> String {
        let text = String(self, radix: 16)
        return String(repeating: "0", count: Swift.max(0, digits - text.utf8.count)) + text
    }
}
