// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// What becomes of the workers when the proxy ends.
package enum ExitPolicy: String, Hashable, Sendable, CaseIterable {
    /// They go on, and the next proxy adopts them.
    case keep
    case stop
}
