// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// When a program is told that its memory is nearly gone: once, and again only after it had gone well in between.
package struct WarnSignal: Sendable {
    package static let names = ["USR1", "USR2", "HUP", "INT", "QUIT", "TERM", "ALRM", "WINCH"]

    private var isTold = false

    package init() {}

    /// Whether it is to be told now. Nearly gone is a tenth of the budget left, well is a fifth.
    package mutating func isDue(left: Int64, budget: ByteCount) -> Bool {
        if left >= budget.bytes / 5 { isTold = false }
        guard !isTold, left < budget.bytes / 10 else { return false }
        isTold = true
        return true
    }
}
