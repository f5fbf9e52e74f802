// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// Reads every limit of one process. What cannot be read is missing, and spoils nothing else.
package struct LimitsReader<Files: FileReader> {
    private let files: Files
    private let places: CgroupPlaces
    private let proc: String

    /// `process` nil is the calling one.
    package init(files: Files, process: Int32? = nil, places: CgroupPlaces) {
        self.files = files
        self.places = places
        proc = process.map { "/proc/\($0)" } ?? "/proc/self"
    }

    /// - Parameter allowed: how many processors the process may run on, where `/proc` does not tell.
    package func report(allowed: Int) -> LimitsReport {
        let limits = LimitFinder(files: files, places: places).limits()
        let told = allowedProcessors
        let allowed = told ?? allowed
        let memory = memory(limits)
        return LimitsReport(
            memory: memory,
            memoryHigh: row("memory.high", limits.memoryHigh, at: places.memory) {
                .bytes($0)
            } used: {
                charged(at: $0)
            },
            swap: swap(limits),
            processorTime: row("processor time", limits.cpu, at: places.cpu) { .processors($0) },
            processors: LimitRow(
                "processors",
                .count(allowed),
                level: .process,
                file: told == nil ? nil : "\(proc)/status: Cpus_allowed"
            ),
            processes: row("processes", limits.processes, at: places.processes) {
                .count($0)
            } used: {
                processes(at: $0)
            },
            own: ownLimits(),
            fullest: fullest(limits, memory),
            worth: limits.processors(allowed: allowed),
            throttling: throttling(limits),
            oomKills: oomKills(limits),
            kernelMemory: limits.kernelMemory,
            room: RuntimeRoom(limits, allowedProcessors: allowed),
            hiddenMemory: limits.hiddenMemory,
            burst: limits.cpuBurst
        )
    }

    private func row<Value>(
        _ name: String,
        _ limit: BoundLimit<Value>?,
        at place: CgroupPlace?,
        _ amount: (Value) -> LimitRow.Amount,
        used: (String) -> LimitRow.Amount? = { _ in nil }
    ) -> LimitRow {
        guard let place else { return LimitRow(name, nil) }
        guard let limit else { return LimitRow(name, nil, used: used(place.container(boundBy: nil, files: files))) }
        let level = place.level(of: limit.file)
        let inUse = level.flatMap { used(place.directories[$0]) }
        return LimitRow(
            name,
            amount(limit.value),
            used: inUse,
            left: inUse.flatMap { LimitRow.Amount.left(of: amount(limit.value), $0) },
            level: level.map { .above($0) } ?? .outOfSight,
            file: limit.file
        )
    }

    private func memory(_ limits: EffectiveLimits) -> LimitRow {
        let row = row("memory", limits.memory, at: places.memory) {
            .bytes($0)
        } used: {
            charged(at: $0)
        }
        guard row.limit == nil, let machine = limits.machineMemory else { return row }
        let available = files.bytes(at: "/proc/meminfo").flatMap { MachineMemory(meminfo: $0) }?.available
        return LimitRow(
            "memory",
            .bytes(machine),
            used: available.map { .bytes(machine - $0) },
            left: available.map { .bytes($0) },
            level: .machine,
            file: "/proc/meminfo: MemTotal"
        )
    }

    private func swap(_ limits: EffectiveLimits) -> LimitRow {
        row("swap", limits.swap, at: places.memory) {
            .bytes($0)
        } used: { directory in
            guard let version = places.memory?.version else { return nil }
            return MemoryUsageReader(files: files, directory: directory, version: version).swapped().map { .bytes($0) }
        }
    }

    private func charged(at directory: String) -> LimitRow.Amount? {
        guard let version = places.memory?.version else { return nil }
        let usage = MemoryUsageReader(files: files, directory: directory, version: version)
        return usage.withoutInactiveFiles().map { .bytes($0) }
    }

    private func processes(at directory: String) -> LimitRow.Amount? {
        files.bytes(at: "\(directory)/pids.current").flatMap(KernelText.firstNumber).map { .count(Int($0)) }
    }

    private func fullest(_ limits: EffectiveLimits, _ memory: LimitRow) -> LimitRow? {
        guard let place = places.memory, limits.memory != nil else { return nil }
        let levels = MemoryLimitReader(files: files, place: place, machineMemory: limits.machineMemory).limitsByLevel()
        var fullest: LimitRow?
        for level in levels {
            guard case .bytes(let used) = charged(at: level.directory) else { continue }
            let left = level.limit - used
            if case .bytes(let least) = fullest?.left, least <= left { continue }
            fullest = LimitRow(
                "memory",
                .bytes(level.limit),
                used: .bytes(used),
                left: .bytes(left),
                level: place.directories.firstIndex { $0.utf8.elementsEqual(level.directory.utf8) }.map { .above($0) },
                file: level.directory
            )
        }
        guard case .bytes(let least) = fullest?.left else { return nil }
        if case .bytes(let known) = memory.left, known <= least { return nil }
        return fullest
    }

    private func throttling(_ limits: EffectiveLimits) -> Throttling? {
        guard let place = places.cpu else { return nil }
        let directory = place.container(boundBy: limits.cpu?.file, files: files)
        return files.bytes(at: "\(directory)/cpu.stat").flatMap { Throttling($0, version: place.version) }
    }

    private func oomKills(_ limits: EffectiveLimits) -> Int? {
        guard let place = places.memory else { return nil }
        let directory = place.container(boundBy: limits.memory?.file, files: files)
        return MemoryUsageReader(files: files, directory: directory, version: place.version).oomKills()
    }

    private var allowedProcessors: Int? {
        files.bytes(at: "\(proc)/status").flatMap { ProcessorSet(status: $0)?.count }
    }

    /// The soft limits of `/proc/PID/limits` that people meet.
    private func ownLimits() -> [LimitRow] {
        guard let text = files.bytes(at: "\(proc)/limits") else { return [] }
        var rows: [LimitRow] = []
        for (key, name, isSize) in [
            ("Max data size", "data", true), ("Max address space", "address space", true),
            ("Max processes", "user processes", false), ("Max open files", "open files", false),
        ] {
            guard let value = KernelText.number(of: key, in: text) else { continue }
            let amount = isSize ? LimitRow.Amount.bytes(ByteCount(bytes: value)) : .count(Int(value))
            rows.append(LimitRow(name, amount, level: .process, file: "\(proc)/limits: \(key)"))
        }
        return rows
    }
}

extension LimitRow.Amount {
    static func left(of limit: LimitRow.Amount, _ used: LimitRow.Amount) -> LimitRow.Amount? {
        switch (limit, used) {
        case (.bytes(let limit), .bytes(let used)): .bytes(limit - used)
        case (.count(let limit), .count(let used)): .count(max(limit - used, 0))
        default: nil
        }
    }
}
