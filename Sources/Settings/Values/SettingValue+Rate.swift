// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Fleet

extension SettingValue {
    /// Nil where the user wants no limit, and after reporting.
    func clientRate(_ report: inout Report) -> ClientRate? {
        if isNever { return nil }
        return parsed(&report, as: "a number of requests in a time", hint: "such as 10/s, 600/m or 5000/h") { text in
            let parts = text.split(separator: "/", omittingEmptySubsequences: false).map { String($0.trimmed) }
            guard let count = Self.integer(parts[0]), (1...1_000_000).contains(count) else { return nil }
            let period: Duration
            switch parts.dropFirst() {
            case [], ["s"]: period = .seconds(1)
            case ["m"]: period = .seconds(60)
            case ["h"]: period = .seconds(3600)
            default: return nil
            }
            return ClientRate(interval: period / count, burst: count)
        }
    }

    /// A number above zero; nil where the user wants no limit, and after reporting.
    func count(_ report: inout Report) -> Int? {
        isNever ? nil : integer(&report, in: 1...10_000_000)
    }
}

extension Report {
    mutating func burstAlone(_ place: Place) {
        notice(.noRate, place, "client_burst has no effect without client_rate", hint: "add client_rate: 10/s")
    }
}
