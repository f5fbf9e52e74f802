// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// What `--explain` says before a program starts, and `limits` about one that is to be started: every limit, then what the guard does
/// about them.
package enum GuardExplanation {
    package static func lines(
        _ report: LimitsReport,
        mode: GuardMode,
        plan: GuardPlan?,
        means: LeaseMeans? = nil
    ) -> [String] {
        // What the guard around this one has told the runtimes stays.
        let runtimes = means == .lentByAnother ? [] : report.runtimeLines
        let isLimited = report.memory.limit != nil && report.memory.level != .machine
        var measure = measure(plan: plan, means: means)
        if plan == nil && !isLimited && mode != .off {
            measure += ", as no memory limit is found; docker run -m sets one"
        }
        return report.lines + runtimes + ["mode \(mode.rawValue): \(measure)"]
    }

    private static func measure(plan: GuardPlan?, means: LeaseMeans?) -> String {
        guard let plan else { return "nothing is set" }
        let how: String
        switch means {
        case .asked: how = "as they ask for it"
        case .timed: how = "by the clock"
        case .timedForWant: how = "by the clock: this kernel or container does not let them be asked (seccomp)"
        case .lentByAnother: return "nothing is set: memory is lent by the guard around this one"
        case nil:
            let value = ByteCount(bytes: Int64(clamping: plan.softLimit)).description
            let (verb, addition) = plan.keepsInherited ? ("stays at", ", which was set before") : ("is", "")
            return "\(plan.resource.rawValue) \(verb) \(value)\(addition)"
        }
        return "\(plan.budget.description) for all processes, lent \(how)"
    }
}
