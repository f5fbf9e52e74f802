// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import CSystemCalls
internal import Capacity

/// Puts this process, and hence the program it becomes, under the limit that its cgroups set.
struct Confinement {
    enum Outcome {
        /// The program may be executed: what was to be set is set.
        case done
        /// The program must not run: why.
        case refused(String)
        /// The program is to be run as a child.
        case lease(Lease)
    }

    let options: GuardOptions
    let runtimes: RuntimeEnvironment

    func apply() -> Outcome {
        if options.mode == .off && !options.explains {
            record(GuardRecord(mode: .off))
            return .done
        }
        let places = CgroupPlaces(files: SystemFiles())
        let limits = LimitFinder(files: SystemFiles(), places: places).memoryLimits()
        guard let memory = limits.memory, options.mode != .off else {
            if options.explains { explain(places, nil) }
            if options.isStrict && options.mode != .off {
                return .refused("no memory limit found; without --strict the program would run unguarded")
            }
            if options.mode != .off { tellRuntimes(limits, places) }
            recordWithoutLimit()
            return .done
        }
        var soft = UInt64.max
        var hard = UInt64.max
        let readError = plimsoll_get_limit(resource, &soft, &hard)
        let plan = GuardPlan(
            mode: options.mode,
            limit: memory.value,
            reserve: options.reserve,
            kernelMemory: limits.kernelMemory,
            inherited: soft
        )
        guard let plan else {
            let reason = "the reserve leaves nothing of the limit of \(memory.value.description)"
            // A reserve somebody asked for is a mistake to be told; a limit of nothing is not the guard's to judge.
            return options.reserve == .usual ? standAside(reason) : .refused(reason)
        }
        if options.mode == .lease { return lease(plan, places, limits) }
        let failure =
            readError < 0
            ? "cannot read \(plan.resource.rawValue): \(Execution.text(of: readError))" : set(plan, hardLimit: hard)
        if options.explains { explain(places, failure == nil ? plan : nil) }
        tellRuntimes(limits, places)
        if let failure { return standAside(failure) }
        leaveNotes(memory.value)
        record(GuardRecord(mode: options.mode, limit: memory.value))
        return .done
    }

    private func lease(_ plan: GuardPlan, _ places: CgroupPlaces, _ limits: EffectiveLimits) -> Outcome {
        if let shortfall {
            if options.isStrict { return .refused(shortfall) }
            GuardRun.say("\(shortfall): mode static limits each by itself")
            let outcome = Confinement(options: options.static, runtimes: runtimes).apply()
            if case .done = outcome {
                record(GuardRecord(mode: .static, reason: shortfall, limit: limits.memory?.value))
            }
            return outcome
        }
        let isIgnored = isIgnored
        if isIgnored {
            let reason = "this kernel ignores RLIMIT_DATA (ignore_rlimit_data): small requests are not bounded"
            if options.isStrict { return .refused(reason) }
            GuardRun.say(reason)
        }
        return .lease(
            Lease(
                plan: plan,
                places: places,
                limit: limits.memory?.value ?? .zero,
                options: options,
                limitsHold: !isIgnored,
                // What is said has its order.
                prepare: { if !options.explains { tellRuntimes(limits, places) } },
                announce: { means in
                    var actual = self
                    if means == nil { actual = Confinement(options: options.static, runtimes: runtimes) }
                    if options.explains {
                        actual.explain(places, plan, means)
                        tellRuntimes(limits, places)
                    }
                    actual.leaveNotes(limits.memory?.value ?? .zero, means)
                }
            )
        )
    }

    /// Why nothing can be lent. Nil: it can.
    private var shortfall: String? {
        if !ProcessFiles.areThere { return "mode lease cannot see processes without /proc" }
        var soft = UInt64.max
        var hard = UInt64.max
        guard plimsoll_get_limit(Int32(PLIMSOLL_LIMIT_FILES), &soft, &hard) == 0, soft < Self.leastFiles else {
            return nil
        }
        return "mode lease needs \(Self.leastFiles) open files, and may have \(soft) (ulimit -n)"
    }

    /// Those of the container's levels and of processes that it keeps open, with room to spare.
    private static let leastFiles: UInt64 = 64

    private func tellRuntimes(_ limits: EffectiveLimits, _ places: CgroupPlaces) {
        if !options.setsRuntimes { return }
        var limits = limits
        limits.cpu = LimitFinder(files: SystemFiles(), places: places).cpuLimit()
        let plan = runtimes.plan(limits, allowedProcessors: GuardRun.allowedProcessors)
        runtimes.apply(plan)
        if options.explains { plan.lines.forEach(GuardRun.say) }
    }

    private func leaveNotes(_ limit: ByteCount, _ means: LeaseMeans? = nil) {
        for note in GuardNotes.variables(mode: options.mode, limit: limit, means: means) {
            _ = note.name.withCString { name in note.value.withCString { plimsoll_set_environment(name, $0) } }
        }
    }

    private var resource: Int32 {
        Int32(options.mode == .addressSpace ? PLIMSOLL_LIMIT_ADDRESS_SPACE : PLIMSOLL_LIMIT_DATA)
    }

    /// Returns why the plan is not in force, or nil when it is.
    private func set(_ plan: GuardPlan, hardLimit: UInt64) -> String? {
        if plan.resource == .data && isIgnored {
            return "this kernel ignores RLIMIT_DATA (ignore_rlimit_data); --mode as may do instead"
        }
        let error = plan.keepsInherited ? 0 : plimsoll_set_limit(resource, plan.softLimit, hardLimit)
        return error < 0 ? "cannot set \(plan.resource.rawValue): \(Execution.text(of: error))" : nil
    }

    /// A kernel parameter can turn RLIMIT_DATA into a mere warning.
    private var isIgnored: Bool {
        SystemFiles().bytes(at: "/sys/module/kernel/parameters/ignore_rlimit_data")?.first == UInt8(ascii: "Y")
    }

    /// A guard that cannot guard stands aside, unless it is strict.
    private func standAside(_ reason: String) -> Outcome {
        if options.isStrict { return .refused(reason) }
        GuardRun.say("\(reason); the program runs unguarded")
        record(GuardRecord(mode: .off, reason: reason))
        return .done
    }

    /// The program runs by what was set before it, if anything.
    private func recordWithoutLimit() {
        if options.mode == .off { return record(GuardRecord(mode: .off)) }
        var soft = UInt64.max
        var hard = UInt64.max
        let isSet =
            plimsoll_get_limit(Int32(PLIMSOLL_LIMIT_DATA), &soft, &hard) == 0 && soft != .max
        let reason = "no cgroup sets a memory limit"
        record(GuardRecord(mode: isSet ? .static : .off, reason: reason))
    }

    private func record(_ record: GuardRecord) {
        guard let file = options.report, let reason = RecordFile.write(record, to: file) else { return }
        GuardRun.say(reason)
    }

    private func explain(_ places: CgroupPlaces, _ plan: GuardPlan?, _ means: LeaseMeans? = nil) {
        let report = LimitsReader(files: SystemFiles(), places: places).report(allowed: GuardRun.allowedProcessors)
        for line in GuardExplanation.lines(report, mode: options.mode, plan: plan, means: means) { GuardRun.say(line) }
        UnreadFiles.lines.forEach(GuardRun.say)
    }
}

extension GuardOptions {
    /// The same in mode static.
    fileprivate var `static`: GuardOptions {
        var other = self
        other.mode = .static
        return other
    }
}
