// Plimsoll
// SPDX-License-Identifier: Apache-2.0

package import Capacity

/// How a worker is to be guarded.
package struct GuardSettings: Hashable, Sendable {
    package var mode: GuardMode
    package var reserve: GuardReserve
    /// The signal its program gets when its memory is nearly gone, by its name without SIG.
    package var warnSignal: String?
    /// Requests to refuse on purpose.
    package var faults: FaultPlan
    /// Rather no worker than an unguarded one.
    package var isStrict: Bool
    /// Tells runtimes how large they may be, where the user did not.
    package var setsRuntimes: Bool

    package init(
        mode: GuardMode = .lease,
        reserve: GuardReserve = .usual,
        warnSignal: String? = nil,
        faults: FaultPlan = FaultPlan(),
        isStrict: Bool = false,
        setsRuntimes: Bool = true
    ) {
        self.mode = mode
        self.reserve = reserve
        self.warnSignal = warnSignal
        self.faults = faults
        self.isStrict = isStrict
        self.setsRuntimes = setsRuntimes
    }

    /// The guard's options that say the same.
    /// - Parameter record: the file it is to tell of itself in, as it sees it; nil: nowhere.
    package func options(record: String?) -> [String] {
        var options = ["--mode", mode.rawValue]
        switch reserve {
        case .usual: break
        case .size(let size): options += ["--reserve", "\(size.bytes)b"]
        case .percent(let percent): options += ["--reserve", "\(percent)%"]
        }
        if let warnSignal { options += ["--warn-signal", warnSignal] }
        if faults.share < 100 { options += ["--fail-after", "\(faults.share)%"] }
        if faults.isRandom {
            let billionths = "\(faults.perBillion % 1_000_000_000)"
            let fraction = String(repeating: "0", count: 9 - billionths.utf8.count) + billionths
            options += ["--fail-prob", "\(faults.perBillion / 1_000_000_000).\(fraction)", "--seed", "\(faults.seed)"]
        }
        if isStrict { options.append("--strict") }
        if !setsRuntimes { options.append("--no-runtimes") }
        if let record { options += ["--report", record] }
        return options
    }
}
