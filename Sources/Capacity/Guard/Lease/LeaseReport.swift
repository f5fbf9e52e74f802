// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// What became of a program under lease, for the report file and the guard's last words.
package struct LeaseReport: Sendable {
    /// How the program ended.
    package enum Ending: Hashable, Sendable {
        case exited(Int32)
        case signaled(Int32)
    }

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

    package var json: String {
        var text = "{\"mode\":\"lease\",\"means\":\"\(means.rawValue)\",\"limit\":\(limit.bytes)"
        text += ",\"peak\":\(Self.number(peak?.bytes))"
        text += ",\"asked\":\(tally.asked),\"refused\":\(tally.refused),\"refusedOnPurpose\":\(tally.refusedOnPurpose)"
        if tally.refused + tally.refusedOnPurpose > 0 {
            text +=
                ",\"lastRefusal\":{\"process\":\(tally.lastProcess),\"size\":\(tally.lastSize),\"left\":\(tally.lastLeft)}"
        } else {
            text += ",\"lastRefusal\":null"
        }
        text += ",\"oomKills\":\(Self.number(oomKills.map { Int64($0) }))"
        switch ending {
        case nil: text += ",\"ending\":null"
        case .exited(let status): text += ",\"ending\":{\"exited\":\(status)}"
        case .signaled(let signal): text += ",\"ending\":{\"signal\":\(signal)}"
        }
        return text + "}\n"
    }

    private static func number(_ value: Int64?) -> String {
        value.map { "\($0)" } ?? "null"
    }
}
