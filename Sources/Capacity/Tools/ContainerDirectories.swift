// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// The cgroup directories that stand for the container. Nil: none does, or only one that holds the whole machine.
package struct ContainerDirectories: Hashable, Sendable {
    package struct Directory: Hashable, Sendable {
        package var path: String
        package var version: CgroupVersion
    }

    package var memory: Directory?
    package var cpu: Directory?
    package var cpuAccounting: Directory?
    /// Where the kernel tells of pressure.
    package var pressure: String?
    /// A directory that lists the container's processes.
    package var processes: String?

    /// The cgroup of a process itself, whoever shares its limits: a worker, seen from the host.
    package init(ownOf places: CgroupPlaces, files: some FileReader) {
        func own(_ place: CgroupPlace?) -> Directory? { place.flatMap { Self.part($0.own, of: $0, files) } }
        memory = own(places.memory)
        cpu = own(places.cpu)
        cpuAccounting = own(places.cpuAccounting)
        pressure = own(places.pressure)?.path
        processes = memory?.path ?? own(places.processes)?.path
    }

    package init(places: CgroupPlaces, limits: EffectiveLimits, files: some FileReader) {
        memory = Self.directory(places.memory, limits.memory?.file, files)
        cpu = Self.directory(places.cpu, limits.cpu?.file, files)
        cpuAccounting = Self.directory(places.cpuAccounting, places.cpu?.version == .v2 ? limits.cpu?.file : nil, files)
        pressure =
            Self.directory(places.pressure, places.memory?.version == .v2 ? limits.memory?.file : nil, files)?.path
        processes = memory?.path ?? Self.directory(places.processes, limits.processes?.file, files)?.path
    }

    private static func directory(_ place: CgroupPlace?, _ limitFile: String?, _ files: some FileReader) -> Directory? {
        place.flatMap { part($0.container(boundBy: limitFile, files: files), of: $0, files) }
    }

    private static func part(_ path: String, of place: CgroupPlace, _ files: some FileReader) -> Directory? {
        place.isTopOfHierarchy(path, files) ? nil : Directory(path: path, version: place.version)
    }
}
