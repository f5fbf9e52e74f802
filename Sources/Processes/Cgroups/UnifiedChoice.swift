// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// Where on a v2 host workers may have their cgroups, by the kernel's rule that a cgroup which hands controllers on
/// holds no processes itself.
enum UnifiedChoice: Hashable, Sendable {
    /// In this one. `afterMovingDown`: once the proxy, alone in it, has gone into one of its own below it.
    case below(String, handingOn: [String], afterMovingDown: Bool)
    /// In this one above ours, which hands `controllers` on already: nothing of it is changed.
    case beside(String, controllers: [String])
    /// Nowhere: why.
    case none(String)

    private static let wanted = ["memory", "cpu", "pids"]

    /// - Parameters:
    ///   - levels: our own cgroup first, then each above it; never empty.
    ///   - pid: our own, as those files show it.
    init(levels: [UnifiedLevel], pid: Int32) {
        guard let own = levels.first else {
            self = .none("no cgroup of ours can be seen")
            return
        }
        if own.available.contains("memory"), own.isTop || own.processes == [pid] {
            let handingOn = Self.wanted.filter { own.available.contains($0) }
            self = .below(own.path, handingOn: handingOn, afterMovingDown: !own.isTop)
            return
        }
        if let above = levels.dropFirst().first(where: { $0.handedOn.contains("memory") }) {
            self = .beside(above.path, controllers: Self.wanted.filter { above.handedOn.contains($0) })
            return
        }
        self = .none(
            own.available.contains("memory")
                ? "'\(own.path)' holds other processes beside the proxy; give it a cgroup of its own (systemd: Delegate=yes)"
                : "the memory controller is not handed on to '\(own.path)' (systemd: Delegate=yes)"
        )
    }
}
