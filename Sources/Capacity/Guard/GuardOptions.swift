// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// What the guard was asked to do with the program behind it.
package struct GuardOptions: Equatable, Sendable {
    package var mode: GuardMode = .lease
    package var reserve: GuardReserve = .usual
    /// Rather no program than an unguarded one.
    package var isStrict = false
    /// Says what was found and set before the program starts.
    package var explains = false
    /// Tells runtimes how large to be, where the user did not.
    package var setsRuntimes = true

    /// Where to write what is in force and what became of the program.
    package var report: String?

    // Mode lease only.

    /// Lends by the clock, without making anybody ask: programs may still gain privileges (sudo).
    package var isTimed = false
    /// The signal for the program when its memory is nearly gone, by its name without SIG.
    package var warnSignal: String?
    /// Requests to refuse on purpose.
    package var faults = FaultPlan()

    package init() {}

    /// The first option given that makes sense in mode lease alone.
    package var leaseOption: String? {
        if isTimed { return "--timed" }
        if warnSignal != nil { return "--warn-signal" }
        if faults.share < 100 { return "--fail-after" }
        return faults.isRandom ? "--fail-prob" : nil
    }
}
