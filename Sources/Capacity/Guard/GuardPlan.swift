// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// What the guard sets before it executes a program, and why.
///
/// Only the soft limit: a program that knows better may raise it. The hard limit is never touched, as it could not be undone
/// by a child that legitimately needs more.
package struct GuardPlan: Hashable, Sendable {
    package var resource: GuardedResource
    /// The limit of the cgroup, its reserve and the kernel's share taken off.
    package var budget: ByteCount
    /// The soft limit to be in force: the budget, or a lower one that was already there.
    package var softLimit: UInt64
    /// The soft limit found was lower, and stays.
    package var keepsInherited: Bool

    /// - Parameters:
    ///   - inherited: the soft limit found, in bytes; `UInt64.max` for none.
    /// - Returns: nil where the reserve leaves nothing of the limit, or in mode `off`.
    package init?(
        mode: GuardMode,
        limit: ByteCount,
        reserve: GuardReserve,
        kernelMemory: ByteCount,
        inherited: UInt64
    ) {
        switch mode {
        case .off:
            return nil
        // In mode lease this is what a process has until it first asks, and wherever it cannot be lent any.
        case .static, .lease:
            resource = .data
            let rest = limit - reserve.size(of: limit)
            // A reserve asked for is kept whole; the usual one, and what the kernel holds now, never take more than half.
            let floor = ByteCount(bytes: (reserve == .usual ? limit : rest).bytes / 2)
            budget = max(rest - kernelMemory, floor)
        case .addressSpace:
            resource = .addressSpace
            budget = reserve == .usual ? limit : limit - reserve.size(of: limit)
        }
        // A limit of zero would not even let the program be loaded.
        guard budget > .zero else { return nil }
        keepsInherited = inherited <= UInt64(budget.bytes)
        softLimit = keepsInherited ? inherited : UInt64(budget.bytes)
    }
}
