// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// What the guard was asked to do with the program behind it.
package struct GuardOptions: Equatable, Sendable {
    package var mode: GuardMode = .static
    package var reserve: GuardReserve = .usual
    /// Rather no program than an unguarded one.
    package var isStrict = false
    /// Says what was found and set before the program starts.
    package var explains = false

    package init() {}
}
