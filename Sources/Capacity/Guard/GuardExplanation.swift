// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// What `--explain` says, line by line: every limit with the file that sets it, then what the guard does about them.
package enum GuardExplanation {
    package static func lines(
        mode: GuardMode,
        limits: EffectiveLimits,
        plan: GuardPlan?,
        means: LeaseMeans? = nil,
        allowedProcessors: Int
    ) -> [String] {
        var lines = limitLines(limits, allowedProcessors: allowedProcessors)
        guard let plan else {
            lines.append("mode \(mode.rawValue): nothing is set")
            return lines
        }
        if limits.kernelMemory > .zero && plan.resource == .data {
            lines.append("memory held by the kernel: \(limits.kernelMemory.description)")
        }
        if let means {
            lines.append(
                "mode \(mode.rawValue): \(plan.budget.description) for all processes, \(explanation(of: means))"
            )
            return lines
        }
        let value = ByteCount(bytes: Int64(clamping: plan.softLimit)).description
        lines.append(
            plan.keepsInherited
                ? "mode \(mode.rawValue): \(plan.resource.rawValue) stays at \(value), which was set before"
                : "mode \(mode.rawValue): \(plan.resource.rawValue) is \(value)"
        )
        return lines
    }

    private static func explanation(of means: LeaseMeans) -> String {
        switch means {
        case .asked: "lent as they ask for it"
        case .timed: "lent by the clock"
        case .timedForWant: "lent by the clock: this kernel or container does not let them be asked (seccomp)"
        case .lentByAnother: "lent by the guard around this one"
        }
    }

    private static func limitLines(_ limits: EffectiveLimits, allowedProcessors: Int) -> [String] {
        var lines: [String] = []
        if let memory = limits.memory {
            lines.append("memory limit: \(memory.value.description), from \(memory.file)")
        } else {
            lines.append("memory limit: none found")
        }
        if let high = limits.memoryHigh {
            lines.append("memory slows down beyond: \(high.value.description), from \(high.file)")
        }
        if let swap = limits.swap { lines.append("swap limit: \(swap.value.description), from \(swap.file)") }
        if let headroom = limits.memoryHeadroom { lines.append("memory left: \(headroom.description)") }
        if let cpu = limits.cpu {
            let processors = limits.processors(allowed: allowedProcessors)
            lines.append(
                "processors: \(cpu.value.description), worth \(processors) of \(allowedProcessors), from \(cpu.file)"
            )
        }
        if let processes = limits.processes {
            lines.append("process limit: \(processes.value), from \(processes.file)")
        }
        return lines
    }
}
