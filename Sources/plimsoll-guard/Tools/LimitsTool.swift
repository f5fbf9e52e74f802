// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import CSystemCalls
internal import Capacity

/// `limits`: what holds a program that is started here, and what the guard would do about it.
enum LimitsTool {
    static func show(_ options: LimitsOptions) throws(ToolFailure) {
        let places = CgroupPlaces(files: SystemFiles())
        let report = LimitsReader(files: SystemFiles(), places: places).report(allowed: GuardRun.allowedProcessors)
        if options.isJSON { return try ToolRun.print(report.json + "\n") }
        var text = ""
        for line in GuardExplanation.lines(report, mode: options.mode, plan: plan(options.mode, places)) {
            text += "\(line)\n"
        }
        for line in UnreadFiles.lines { text += "\(line)\n" }
        try ToolRun.print(text)
    }

    private static func plan(_ mode: GuardMode, _ places: CgroupPlaces) -> GuardPlan? {
        let limits = LimitFinder(files: SystemFiles(), places: places).memoryLimits()
        guard let memory = limits.memory else { return nil }
        var soft = UInt64.max
        var hard = UInt64.max
        _ = plimsoll_get_limit(Int32(PLIMSOLL_LIMIT_DATA), &soft, &hard)
        return GuardPlan(
            mode: mode,
            limit: memory.value,
            reserve: .usual,
            kernelMemory: limits.kernelMemory,
            inherited: soft
        )
    }
}
