// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// A share of processor time: how many processors' worth of time may be used per second of wall time.
package struct CPUQuota: Hashable, Sendable {
    /// Billionths of one processor, the unit of Docker's `NanoCpus`.
    package var nanoCPUs: Int64

    package init(nanoCPUs: Int64) {
        self.nanoCPUs = nanoCPUs < 0 ? 0 : nanoCPUs
    }

    package static func processors(_ count: Int64) -> CPUQuota { CPUQuota(nanoCPUs: count * 1_000_000_000) }

    /// Reads a plain decimal such as `4` or `0.5`; nil for a sign, an exponent, zero, more than nine decimals or an overflow.
    package init?(parsing text: some StringProtocol) {
        var value: Int64 = 0
        var decimals = -1
        var digits = 0
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                if decimals >= 0 { decimals += 1 }
                if decimals > 9 { return nil }
                let (scaled, overflow) = value.multipliedReportingOverflow(by: 10)
                let (sum, carry) = scaled.addingReportingOverflow(Int64(byte - UInt8(ascii: "0")))
                if overflow || carry { return nil }
                value = sum
                digits += 1
            case UInt8(ascii: ".") where decimals < 0 && digits > 0:
                decimals = 0
            default:
                return nil
            }
        }
        guard digits > 0 else { return nil }
        for _ in 0..<(9 - max(decimals, 0)) {
            let (scaled, overflow) = value.multipliedReportingOverflow(by: 10)
            if overflow { return nil }
            value = scaled
        }
        guard value > 0 else { return nil }
        self.init(nanoCPUs: value)
    }
}

extension CPUQuota: Comparable {
    package static func < (left: CPUQuota, right: CPUQuota) -> Bool { left.nanoCPUs < right.nanoCPUs }
}

extension CPUQuota: CustomStringConvertible {
    /// The number of processors, with as many decimals as it takes: `4`, `0.5`.
    package var description: String {
        let whole = nanoCPUs / 1_000_000_000
        var fraction = nanoCPUs % 1_000_000_000
        if fraction == 0 { return "\(whole)" }
        var digits = 9
        while fraction % 10 == 0 {
            fraction /= 10
            digits -= 1
        }
        let text = "\(fraction)"
        return "\(whole)." + String(repeating: "0", count: digits - text.utf8.count) + text
    }
}
