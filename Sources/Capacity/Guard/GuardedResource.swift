// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// The resource limit of the kernel through which a program is refused memory.
package enum GuardedResource: String, Hashable, Sendable {
    /// Private writable memory, `VmData`: heap, not code, files or mere reservations.
    case data = "RLIMIT_DATA"
    /// Everything mapped, also what is only reserved.
    case addressSpace = "RLIMIT_AS"
}
