// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// Times as users write them.
enum DurationText {
    /// Seconds (`300`, `0.5`), or numbers with units (`90s`, `5m`, `1h30m`, `250ms`, `1d`). Nil for anything else, a sign, or 366 days and more.
    static func parse(_ text: String) -> Duration? {
        var rest = text[...].utf8
        var total = Duration.zero
        var parts = 0
        while !rest.isEmpty {
            guard let amount = number(&rest) else { return nil }
            let unit = rest.prefix { !isNumeric($0) }
            rest = rest.dropFirst(unit.count)
            guard let scale = seconds(inUnit: String(decoding: unit, as: UTF8.self).lowercased()) else { return nil }
            // A number without a unit stands alone: `1h30` would be a guess.
            if unit.isEmpty, parts > 0 || !rest.isEmpty { return nil }
            total += scale * amount
            parts += 1
        }
        return parts > 0 && total < .seconds(366 * 86400) ? total : nil
    }

    private static func number(_ rest: inout Substring.UTF8View) -> Double? {
        let digits = rest.prefix(while: isNumeric)
        rest = rest.dropFirst(digits.count)
        guard digits.first != UInt8(ascii: "."), digits.last != UInt8(ascii: "."), digits.count <= 12 else {
            return nil
        }
        return Double(String(decoding: digits, as: UTF8.self))
    }

    private static func isNumeric(_ byte: UInt8) -> Bool { (48...57).contains(byte) || byte == UInt8(ascii: ".") }

    private static func seconds(inUnit unit: String) -> Duration? {
        switch unit {
        case "", "s", "sec": .seconds(1)
        case "ms": .milliseconds(1)
        case "m", "min": .seconds(60)
        case "h": .seconds(3600)
        case "d": .seconds(86400)
        default: nil
        }
    }
}
