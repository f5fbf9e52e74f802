// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// A gate at one moment.
package struct GateOccupancy: Hashable, Sendable {
    package var leases: Int
    /// Nil while a lease is held, or no worker is there.
    package var idleSince: Moment?
    package var lastUsed: Moment?
    package var leasesGranted: UInt64
}
