// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// What came of closing a gate to an idle worker.
package enum IdleClosing: Hashable, Sendable {
    case closed
    case leased
    case idle(since: Moment)
}
