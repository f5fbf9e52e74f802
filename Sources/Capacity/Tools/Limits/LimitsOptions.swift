// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// What `limits` was asked for.
package struct LimitsOptions: Equatable, Sendable {
    package var isJSON = false
    /// The guard's mode to tell of.
    package var mode = GuardOptions().mode

    package init() {}
}
