// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// How often processor time was withheld because the quota of a period was used up.
package struct Throttling: Hashable, Sendable {
    package var periods: Int64
    package var throttled: Int64
    /// For how long in all.
    package var time: Duration

    /// Reads `cpu.stat`; nil where it does not tell, as where no quota is set on v2.
    init?(_ text: [UInt8], version: CgroupVersion) {
        guard let periods = KernelText.number(of: "nr_periods", in: text),
            let throttled = KernelText.number(of: "nr_throttled", in: text)
        else { return nil }
        self.periods = periods
        self.throttled = throttled
        time =
            version == .v1
            ? .nanoseconds(KernelText.number(of: "throttled_time", in: text) ?? 0)
            : .microseconds(KernelText.number(of: "throttled_usec", in: text) ?? 0)
    }
}
