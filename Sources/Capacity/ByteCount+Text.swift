// Plimsoll
// SPDX-License-Identifier: Apache-2.0

extension ByteCount {
    /// Reads a size as Docker does (`go-units` `RAMInBytes`): a decimal number, then `b`, `k`, `m`, `g`, `t` or `p` in any
    /// case, alone or followed by `b` or `ib`. All units are powers of 1024. Nil for anything else, a sign or an overflow.
    package init?(parsing text: some StringProtocol) {
        var digits = 0
        var whole: Int64 = 0
        var fraction: Int64 = 0
        var fractionScale: Int64 = 1
        var seenPoint = false
        var unit: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9") where unit.isEmpty:
                let digit = Int64(byte - UInt8(ascii: "0"))
                digits += 1
                if seenPoint {
                    // Past nine digits a fraction of a pebibyte is below one mebibyte: nobody writes it, and it must not overflow.
                    guard fractionScale < 1_000_000_000 else { continue }
                    fraction = fraction * 10 + digit
                    fractionScale *= 10
                } else {
                    let (scaled, overflow) = whole.multipliedReportingOverflow(by: 10)
                    let (sum, carry) = scaled.addingReportingOverflow(digit)
                    if overflow || carry { return nil }
                    whole = sum
                }
            case UInt8(ascii: ".") where unit.isEmpty && !seenPoint && digits > 0:
                seenPoint = true
            case UInt8(ascii: " ") where unit.isEmpty && digits > 0:
                continue
            case UInt8(ascii: "A")...UInt8(ascii: "Z"):
                unit.append(byte | 0x20)
            case UInt8(ascii: "a")...UInt8(ascii: "z"):
                unit.append(byte)
            default:
                return nil
            }
        }
        guard digits > 0, let shift = Self.shift(ofUnit: unit) else { return nil }
        let (scaled, overflow) = whole.multipliedReportingOverflow(by: Int64(1) << shift)
        if overflow { return nil }
        let part = Int64(fraction) * 1024 / fractionScale
        let fractionBytes = shift >= 10 ? part << (shift - 10) : 0
        let (sum, carry) = scaled.addingReportingOverflow(fractionBytes)
        if carry { return nil }
        self.init(bytes: sum)
    }

    private static func shift(ofUnit unit: [UInt8]) -> Int64? {
        guard let first = unit.first else { return 0 }
        let rest = unit.dropFirst()
        let isByteSuffix = rest.isEmpty || rest.elementsEqual("b".utf8) || rest.elementsEqual("ib".utf8)
        switch first {
        case UInt8(ascii: "b"): return rest.isEmpty ? 0 : nil
        case UInt8(ascii: "k"): return isByteSuffix ? 10 : nil
        case UInt8(ascii: "m"): return isByteSuffix ? 20 : nil
        case UInt8(ascii: "g"): return isByteSuffix ? 30 : nil
        case UInt8(ascii: "t"): return isByteSuffix ? 40 : nil
        case UInt8(ascii: "p"): return isByteSuffix ? 50 : nil
        default: return nil
        }
    }
}

extension ByteCount: CustomStringConvertible {
    /// The size in the largest binary unit that keeps it at or above 1, one decimal where it is not whole: `1.5 GiB`.
    package var description: String {
        let units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"]
        var shift: Int64 = 0
        var index = 0
        while index < units.count - 1, bytes >> (shift + 10) >= 1 {
            shift += 10
            index += 1
        }
        let whole = bytes >> shift
        // Truncated, so that a figure is never shown larger than it is.
        let tenths = shift == 0 ? 0 : (((bytes - (whole << shift)) >> (shift - 10)) * 10) >> 10
        return tenths == 0 ? "\(whole) \(units[index])" : "\(whole).\(tenths) \(units[index])"
    }
}
