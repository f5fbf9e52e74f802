// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// Reads what `top` and `uptime` show. What cannot be read is missing, and spoils nothing else.
package struct TopReader<Files: FolderReader> {
    private let files: Files
    private let places: CgroupPlaces
    private let own: Int32
    private let isWorker: Bool

    /// - Parameters:
    ///   - worker: another process, seen from the host, in a cgroup of its own. Nil: the container that this process is in.
    ///   - own: the calling process, which is not shown.
    package init(files: Files, worker: Int32? = nil, own: Int32) {
        self.files = files
        places = CgroupPlaces(of: worker, files: files)
        self.own = own
        isWorker = worker != nil
    }

    private func directories(_ limits: EffectiveLimits) -> ContainerDirectories {
        isWorker
            ? ContainerDirectories(ownOf: places, files: files)
            : ContainerDirectories(places: places, limits: limits, files: files)
    }

    /// Where the worker's memory is counted; nil where it is not, or only together with all of the machine's.
    package var memoryDirectory: String? { ContainerDirectories(ownOf: places, files: files).memory?.path }

    /// - Parameters:
    ///   - allowed: how many processors may be run on.
    ///   - now: since the machine was started.
    package func sample(allowed: Int, at now: Duration) -> TopSample {
        let limits = LimitFinder(files: files, places: places).limits()
        let directories = directories(limits)
        let reader = ContainerProcessReader(files: files, container: directories.processes, own: own)
        let processes = reader.read(closely: true)
        let pressures = Pressures(directory: directories.pressure, files: files)
        return TopSample(
            at: now,
            uptime: Uptime(
                processes,
                caller: isWorker ? nil : reader.caller(),
                active: reader.active(processes),
                pressure: pressures.processors,
                sinceBoot: now
            ),
            memory: ContainerMemoryReader(files: files, places: places, readsOwnAlone: isWorker).read(),
            limits: limits,
            processors: limits.processors(allowed: allowed),
            processorTime: processorTime(directories),
            throttling: directories.cpu.flatMap { directory in
                files.bytes(at: "\(directory.path)/cpu.stat").flatMap { Throttling($0, version: directory.version) }
            },
            oomKills: directories.memory.flatMap { directory in
                MemoryUsageReader(files: files, directory: directory.path, version: directory.version).oomKills()
            },
            pressures: pressures,
            processes: processes
        )
    }

    package func uptime(at now: Duration) -> Uptime {
        let limits = LimitFinder(files: files, places: places).limits()
        let directories = directories(limits)
        let reader = ContainerProcessReader(files: files, container: directories.processes, own: own)
        let processes = reader.read(closely: false)
        let pressure = Pressures(directory: directories.pressure, files: files).processors
        return Uptime(
            processes,
            caller: isWorker ? nil : reader.caller(),
            active: reader.active(processes),
            pressure: pressure,
            sinceBoot: now
        )
    }

    private func processorTime(_ directories: ContainerDirectories) -> Duration? {
        guard let directory = directories.cpuAccounting else { return nil }
        let place = CgroupPlace(version: directory.version, directories: [directory.path])
        return CgroupUsage(of: CgroupPlaces(cpuAccounting: place), files: files).read().cpuTime
    }
}
