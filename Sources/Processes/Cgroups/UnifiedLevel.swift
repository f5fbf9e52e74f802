// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// One v2 cgroup on the way from ours to the top, as its files show it.
struct UnifiedLevel: Hashable, Sendable {
    var path: String
    /// What it could hand on to those below it: `cgroup.controllers`.
    var available: Set<String>
    /// What it does hand on: `cgroup.subtree_control`.
    var handedOn: Set<String>
    var processes: [Int32]
    /// The top of the hierarchy, which alone may hold processes and hand controllers on.
    var isTop: Bool

    static func read(_ path: String) -> UnifiedLevel {
        func words(_ file: String) -> [Substring] {
            (TextFile.read("\(path)/\(file)") ?? "").split { $0 == " " || $0 == "\n" }
        }
        return UnifiedLevel(
            path: path,
            available: Set(words("cgroup.controllers").map(String.init)),
            handedOn: Set(words("cgroup.subtree_control").map(String.init)),
            processes: words("cgroup.procs").compactMap { Int32($0) },
            isTop: TextFile.read("\(path)/cgroup.type") == nil
        )
    }
}
