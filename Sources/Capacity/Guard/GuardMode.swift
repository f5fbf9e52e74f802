// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// How the guard turns over-allocation into an error.
package enum GuardMode: String, Hashable, Sendable, CaseIterable {
    /// No guard: the program starts as it is.
    case off
    /// RLIMIT_DATA is set once, then the program is executed and nothing stays.
    case `static`
    /// The guard stays as the program's parent and lends it and all its children the container's memory as they ask for it.
    case lease
    /// RLIMIT_AS is set to the limit, as the well-known Python snippet does.
    case addressSpace = "as"
}
