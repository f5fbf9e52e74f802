// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Capacity

/// A cgroup in one hierarchy, and the controllers it has there that concern us.
struct CgroupFolder: Hashable, Sendable {
    var version: CgroupVersion
    var controllers: [CgroupController]
    var path: String

    /// The one named `name` in this one.
    func child(_ name: String) -> CgroupFolder {
        CgroupFolder(version: version, controllers: controllers, path: "\(path)/\(name)")
    }

    /// How a user calls the controller.
    static func word(for controller: CgroupController) -> String {
        switch controller {
        case .memory: "memory"
        case .cpu: "cpu"
        case .cpuAccounting: "cpuacct"
        case .processes: "pids"
        }
    }
}
