// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// The kernel's controllers that matter to a worker.
package enum CgroupController: Hashable, Sendable, CaseIterable {
    case memory
    case cpu
    /// The accounting of processor time, a controller of its own in v1 only.
    case cpuAccounting
    case processes

    /// Its name in the kernel's files.
    var name: String.UTF8View {
        switch self {
        case .memory: "memory".utf8
        case .cpu: "cpu".utf8
        case .cpuAccounting: "cpuacct".utf8
        case .processes: "pids".utf8
        }
    }
}
