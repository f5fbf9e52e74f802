// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// What a service is doing.
package enum ServiceState: String, Hashable, Sendable, CaseIterable {
    case asleep, starting, ready, paused, draining
    /// After a failed start, until the next one may be tried.
    case resting
    /// It has an upstream of its own and is only routed to.
    case routed
}
