// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// Reads how full a container is, over all levels that have a limit.
package struct MemoryRoomReader<Files: FileReader> {
    private struct Level {
        var directory: String
        var limit: ByteCount
    }

    private let files: Files
    private let place: CgroupPlace
    private let reserve: GuardReserve
    /// What of the limit is to be used, in percent: below 100 to provoke failures.
    private let share: Int64
    private var levels: [Level] = []
    private var machineMemory: ByteCount?

    /// Nil where no limit is found.
    package init?(files: Files, places: CgroupPlaces, reserve: GuardReserve, share: Int64 = 100) {
        guard let place = places.memory else { return nil }
        self.files = files
        self.place = place
        self.reserve = reserve
        self.share = share
        readLimits()
        if levels.isEmpty { return nil }
    }

    /// Limits change while a program runs. One that is lifted altogether stays in force here.
    package mutating func readLimits() {
        machineMemory = files.bytes(at: "/proc/meminfo").flatMap { text in
            KernelText.number(of: "MemTotal", in: text).map { ByteCount.kibibytes(min($0, Int64.max >> 10)) }
        }
        let found = limitReader.limitsByLevel().map { Level(directory: $0.directory, limit: $0.limit) }
        if !found.isEmpty { levels = found }
    }

    /// Those of the levels in sight that were lowered since, which costs little to see.
    package mutating func readLoweredLimits() {
        let reader = limitReader
        for place in levels.indices {
            guard let own = reader.ownLimit(of: levels[place].directory) else { continue }
            levels[place].limit = min(levels[place].limit, own)
        }
    }

    private var limitReader: MemoryLimitReader<Files> {
        MemoryLimitReader(files: files, place: place, machineMemory: machineMemory)
    }

    /// The tightest limit.
    package var limit: ByteCount { levels.reduce(ByteCount(bytes: .max)) { min($0, $1.limit) } }

    /// What may be in use at most, as far as the tightest limit goes.
    package var budget: ByteCount { budget(of: limit) }

    /// The least room there is. `closely`: tells page cache, which the kernel drops when it needs to, from the rest.
    package func room(closely: Bool) -> MemoryRoom? {
        levels.reduce(nil) { least, level in
            guard let room = room(at: level, closely: closely) else { return least }
            guard let least, least.left <= room.left else { return room }
            return least
        }
    }

    private func budget(of limit: ByteCount) -> ByteCount {
        let part = part(of: limit)
        let rest = part - reserve.size(of: limit)
        return max(rest, ByteCount(bytes: reserve == .usual ? part.bytes / 2 : 0))
    }

    private func part(of limit: ByteCount) -> ByteCount {
        ByteCount(bytes: limit.bytes / 100 * share + limit.bytes % 100 * share / 100)
    }

    private func room(at level: Level, closely: Bool) -> MemoryRoom? {
        let usage = MemoryUsageReader(files: files, directory: level.directory, version: place.version)
        let budget = budget(of: level.limit)
        let limit = part(of: level.limit)
        let cushion = ByteCount(bytes: (limit - budget).bytes / 2)
        if closely {
            guard let unreclaimable = usage.unreclaimable() else { return nil }
            return MemoryRoom(
                limit: limit,
                budget: budget,
                cushion: cushion,
                used: unreclaimable.total + LeaseRules.code(in: unreclaimable.mappedFiles, limit: level.limit),
                shared: unreclaimable.shared
            )
        }
        return usage.charged().map { MemoryRoom(limit: limit, budget: budget, cushion: cushion, used: $0) }
    }
}

extension MemoryRoom {
    fileprivate var left: Int64 { budget.bytes - used.bytes }
}
