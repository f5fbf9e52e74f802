// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// What `free` was asked for.
package struct FreeOptions: Equatable, Sendable {
    package enum Unit: Equatable, Sendable {
        /// `step` to this power: 1 stands for KiB, or for kB.
        case fixed(power: Int)
        /// For each figure the one that suits it.
        case human
    }

    package var unit = Unit.fixed(power: 1)
    /// 1024, or 1000 with `--si`.
    package var step: Int64 = 1024
    package var showsTotal = false
    /// Buffers and cache in columns of their own.
    package var isWide = false
    package var repetition = Repetition.once

    package init() {}
}
