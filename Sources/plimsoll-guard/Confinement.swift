// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import CSystemCalls
internal import Capacity

/// Puts this process, and hence the program it becomes, under the limit that its cgroups set.
struct Confinement {
    let options: GuardOptions

    /// Returns why the program must not run, or nil when it may.
    func apply() -> String? {
        if options.mode == .off && !options.explains { return nil }
        let finder = LimitFinder(files: SystemFiles())
        let limits = options.explains ? finder.limits() : finder.memoryLimits()
        guard let memory = limits.memory, options.mode != .off else {
            if options.explains { explain(limits, nil) }
            return options.isStrict && options.mode != .off
                ? "no memory limit found; without --strict the program would run unguarded" : nil
        }
        let which = Int32(options.mode == .addressSpace ? PLIMSOLL_LIMIT_ADDRESS_SPACE : PLIMSOLL_LIMIT_DATA)
        var soft = UInt64.max
        var hard = UInt64.max
        let readError = plimsoll_get_limit(which, &soft, &hard)
        guard
            let plan = GuardPlan(
                mode: options.mode,
                limit: memory.value,
                reserve: options.reserve,
                kernelMemory: limits.kernelMemory,
                inherited: soft
            )
        else {
            return "the reserve leaves nothing of the limit of \(memory.value.description)"
        }
        if options.explains { explain(limits, plan) }
        if readError < 0 { return unguarded("cannot read \(plan.resource.rawValue): \(Execution.text(of: readError))") }
        if plan.resource == .data && isIgnored {
            return unguarded("this kernel ignores RLIMIT_DATA (ignore_rlimit_data); --mode as may do instead")
        }
        let error = plan.keepsInherited ? 0 : plimsoll_set_limit(which, plan.softLimit, hard)
        if error < 0 { return unguarded("cannot set \(plan.resource.rawValue): \(Execution.text(of: error))") }
        for note in GuardNotes.variables(mode: options.mode, limit: memory.value) {
            _ = note.name.withCString { name in note.value.withCString { plimsoll_set_environment(name, $0) } }
        }
        return nil
    }

    /// A kernel parameter can turn RLIMIT_DATA into a mere warning.
    private var isIgnored: Bool {
        SystemFiles().bytes(at: "/sys/module/kernel/parameters/ignore_rlimit_data")?.first == UInt8(ascii: "Y")
    }

    /// A guard that cannot guard stands aside, unless it is strict.
    private func unguarded(_ reason: String) -> String? {
        if options.isStrict { return reason }
        GuardRun.say("\(reason); the program runs unguarded")
        return nil
    }

    private func explain(_ limits: EffectiveLimits, _ plan: GuardPlan?) {
        let allowed = max(1, Int(plimsoll_allowed_processors()))
        let lines = GuardExplanation.lines(mode: options.mode, limits: limits, plan: plan, allowedProcessors: allowed)
        for line in lines { GuardRun.say(line) }
    }
}
