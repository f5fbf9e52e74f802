// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import CSystemCalls
internal import Capacity

/// `nproc` of the container.
enum NprocTool {
    static func show(_ options: NprocOptions) throws(ToolFailure) {
        let allowed = GuardRun.allowedProcessors
        let limits = LimitFinder(files: SystemFiles()).limits()
        let count = options.count(
            usable: limits.processors(allowed: allowed),
            installed: MachineProcessors.count(files: SystemFiles()) ?? allowed,
            threads: environment("OMP_NUM_THREADS"),
            most: environment("OMP_THREAD_LIMIT")
        )
        try ToolRun.print("\(count)\n")
    }

    private static func environment(_ name: String) -> String? {
        plimsoll_get_environment(name).map { String(cString: $0) }
    }
}
