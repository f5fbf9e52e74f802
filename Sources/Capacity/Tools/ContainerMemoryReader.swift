// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// Reads the memory of the container that a process is in.
package struct ContainerMemoryReader<Files: FileReader> {
    private let files: Files
    private let places: CgroupPlaces
    private let readsOwnAlone: Bool

    /// - Parameter readsOwnAlone: looks at the process's own cgroup, whoever shares its limit.
    package init(files: Files, places: CgroupPlaces, readsOwnAlone: Bool = false) {
        self.files = files
        self.places = places
        self.readsOwnAlone = readsOwnAlone
    }

    /// Reads afresh. Nil where neither a limit nor the machine's memory can be found.
    package func read() -> ContainerMemory? {
        let limits = LimitFinder(files: files, places: places).limits()
        guard
            let machine = files.bytes(at: "/proc/meminfo").flatMap({ MachineMemory(meminfo: $0) })
                ?? limits.memory.map({ MachineMemory(total: $0.value) })
        else { return nil }
        guard let place = places.memory else {
            return ContainerMemory(machine: machine, limits: limits, breakdown: nil, headroom: nil, swapped: nil)
        }
        let container = readsOwnAlone ? place.own : place.container(boundBy: limits.memory?.file, files: files)
        let usage = MemoryUsageReader(files: files, directory: container, version: place.version)
        return ContainerMemory(
            machine: machine,
            limits: limits,
            breakdown: limits.memory == nil && !readsOwnAlone ? nil : usage.breakdown(),
            headroom: headroom(at: place, machine),
            swapped: usage.swapped()
        )
    }

    private func headroom(at place: CgroupPlace, _ machine: MachineMemory) -> ByteCount? {
        MemoryLimitReader(files: files, place: place, machineMemory: machine.total).limitsByLevel()
            .reduce(nil) { least, level in
                let usage = MemoryUsageReader(files: files, directory: level.directory, version: place.version)
                guard let held = usage.breakdown() else { return least }
                let left = level.limit - held.charged + held.reclaimable
                return least.map { min($0, left) } ?? left
            }
    }
}
