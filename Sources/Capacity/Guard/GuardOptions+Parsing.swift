// Plimsoll
// SPDX-License-Identifier: Apache-2.0

extension GuardOptions {
    static let switches = ["--strict", "--explain", "--timed", "--no-runtimes"]
    static let settings = ["--mode", "--reserve", "--warn-signal", "--report", "--fail-after", "--fail-prob", "--seed"]

    mutating func turnOn(_ name: String) {
        switch name {
        case "--strict": isStrict = true
        case "--explain": explains = true
        case "--no-runtimes": setsRuntimes = false
        default: isTimed = true
        }
    }

    /// Sets what the option `name` sets; returns what is wrong with `value`, if anything.
    mutating func set(_ name: String, to value: String) -> String? {
        switch name {
        case "--mode":
            guard let mode = GuardMode(rawValue: value) else {
                return "unknown mode '\(value)'; there are lease, static, as and off"
            }
            self.mode = mode
        case "--reserve":
            guard let reserve = GuardReserve(parsing: value) else {
                return "cannot read the reserve '\(value)'; write a size such as 32m, or a share such as 10%"
            }
            self.reserve = reserve
        case "--warn-signal":
            let name = value.utf8.starts(with: "SIG".utf8) ? String(value.dropFirst(3)) : value
            guard WarnSignal.names.contains(name) else {
                return "cannot send the signal '\(value)'; USR1 and USR2 are usual"
            }
            warnSignal = name
        case "--report":
            if value.isEmpty { return "option '--report' needs the name of a file" }
            report = value
        case "--fail-after":
            guard let share = FaultPlan.share(parsing: value) else {
                return "cannot read '\(value)'; write a share of the limit such as 80%"
            }
            faults.share = share
        case "--fail-prob":
            guard let perBillion = FaultPlan.perBillion(parsing: value) else {
                return "cannot read the probability '\(value)'; write a number such as 0.01, or 1%"
            }
            faults.perBillion = perBillion
        default:
            // A larger one reads as the largest.
            guard let seed = KernelText.number(Array(value.utf8)[...]), seed < .max else {
                return "cannot read the seed '\(value)'; write a whole number below 2^63"
            }
            faults.seed = UInt64(seed)
        }
        return nil
    }
}
