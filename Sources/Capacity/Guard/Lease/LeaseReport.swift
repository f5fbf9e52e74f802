// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// What became of a program under lease, for the report file and the guard's last words.
package struct LeaseReport: Sendable {
    package typealias Ending = GuardRecord.Ending

    package var means: LeaseMeans
    package var limit: ByteCount
    package var peak: ByteCount?
    package var tally: LeaseTally
    /// Processes that the kernel killed for want of memory since the start; nil where it does not count.
    package var oomKills: Int?
    /// Nil while it runs.
    package var ending: Ending?

    package init(
        means: LeaseMeans,
        limit: ByteCount,
        peak: ByteCount?,
        tally: LeaseTally,
        oomKills: Int?,
        ending: Ending?
    ) {
        self.means = means
        self.limit = limit
        self.peak = peak
        self.tally = tally
        self.oomKills = oomKills
        self.ending = ending
    }

    /// One line for a person about kills; nil where there were none. A status of 137 says nothing: only the kernel's count does.
    package var lastWords: String? {
        let wasKilled = ending == .signaled(9)
        guard let oomKills else { return nil }
        if oomKills > 0 {
            let held = peak.map { ", at \($0.description) of \(limit.description)" } ?? ""
            return wasKilled
                ? "the kernel killed the program for want of memory\(held)"
                : "the kernel killed \(oomKills) of the program's processes for want of memory\(held)"
        }
        return wasKilled ? "the program was killed by somebody, not for want of memory" : nil
    }

    package var record: GuardRecord {
        var record = GuardRecord(mode: .lease, means: means, limit: limit)
        record.peak = peak
        // By the clock nobody is asked, so nobody sees a refusal.
        if means == .asked {
            record.counts = .init(asked: tally.asked, refused: tally.refused, refusedOnPurpose: tally.refusedOnPurpose)
        }
        record.lastRefusal = tally.last
        record.oomKills = oomKills.map { Int64($0) }
        record.ending = ending
        return record
    }
}
