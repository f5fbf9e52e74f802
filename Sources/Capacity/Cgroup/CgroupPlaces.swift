// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// Where one process stands, for each controller. Nil: that controller does not govern it, or not visibly.
package struct CgroupPlaces: Hashable, Sendable {
    package var memory: CgroupPlace?
    package var cpu: CgroupPlace?
    package var cpuAccounting: CgroupPlace?
    package var processes: CgroupPlace?
    /// Where the kernel tells of pressure: in the v2 hierarchy, also where that has no controllers.
    package var pressure: CgroupPlace?

    package init(
        memory: CgroupPlace? = nil,
        cpu: CgroupPlace? = nil,
        cpuAccounting: CgroupPlace? = nil,
        processes: CgroupPlace? = nil,
        pressure: CgroupPlace? = nil
    ) {
        self.memory = memory
        self.cpu = cpu
        self.cpuAccounting = cpuAccounting
        self.processes = processes
        self.pressure = pressure
    }

    /// One v2 cgroup, without a look at its ancestors.
    package init(unified directory: String) {
        let place = CgroupPlace(version: .v2, directories: [directory])
        self.init(memory: place, cpu: place, cpuAccounting: place, processes: place, pressure: place)
    }

    /// Looks up a process, by default the calling one. A process that is gone stands nowhere.
    package init(of process: Int32? = nil, files: some FileReader) {
        let locator = CgroupLocator(files: files, process: process)
        self.init(
            memory: locator.place(of: .memory),
            cpu: locator.place(of: .cpu),
            cpuAccounting: locator.place(of: .cpuAccounting),
            processes: locator.place(of: .processes),
            pressure: locator.unifiedPlace
        )
    }
}
