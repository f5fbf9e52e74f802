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
        report.lines + report.runtimeLines + ["mode \(mode.rawValue): \(measure(mode: mode, plan: plan, means: means))"]
    }

    private static func measure(mode: GuardMode, plan: GuardPlan?, means: LeaseMeans?) -> String {
        guard let plan else { return "nothing is set" }
        if let means { return "\(plan.budget.description) for all processes, \(explanation(of: means))" }
        let value = ByteCount(bytes: Int64(clamping: plan.softLimit)).description
        return plan.keepsInherited
            ? "\(plan.resource.rawValue) stays at \(value), which was set before"
            : "\(plan.resource.rawValue) is \(value)"
    }

    private static func explanation(of means: LeaseMeans) -> String {
        switch means {
        case .asked: "lent as they ask for it"
        case .timed: "lent by the clock"
        case .timedForWant: "lent by the clock: this kernel or container does not let them be asked (seccomp)"
        case .lentByAnother: "lent by the guard around this one"
        }
    }
}
