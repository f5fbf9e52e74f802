// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Capacity

/// How the workers of this host are held to their limits.
package enum Confinement: Hashable, Sendable {
    /// Each in its own cgroup. `without`: the limits that cannot be set, with the reason.
    case cgroups(limits: [String], without: [String: String])
    /// By the guard inside of each, and by nothing from outside. `because`: lower case, no full stop.
    case guardAlone(because: String)
}

extension Confinement: CustomStringConvertible {
    package var description: String {
        switch self {
        case .cgroups(let limits, let without):
            let refused = without.sorted { $0.key < $1.key }.map { "; no \($0.key) limit: \($0.value)" }
            return "own cgroups (\(limits.joined(separator: ", ")))" + refused.joined()
        case .guardAlone(let reason):
            return "the guard alone: \(reason)"
        }
    }
}

extension Confinement {
    /// Whether the kernel holds workers to their memory limit.
    package var limitsMemory: Bool {
        if case .cgroups(let limits, _) = self { limits.contains { $0.hasPrefix("memory") } } else { false }
    }
}
