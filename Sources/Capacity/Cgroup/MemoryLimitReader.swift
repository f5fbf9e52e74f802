// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// Reads what bounds the memory of a process, over all levels.
struct MemoryLimitReader<Files: FileReader> {
    let files: Files
    let place: CgroupPlace
    let machineMemory: ByteCount?

    func limit() -> BoundLimit<ByteCount>? {
        let visible = tightest(place.version == .v1 ? "memory.limit_in_bytes" : "memory.max")
        return .tighter(visible, inherited("hierarchical_memory_limit"))
    }

    func high() -> BoundLimit<ByteCount>? {
        place.version == .v1 ? nil : tightest("memory.high")
    }

    /// Where the kernel does not account for swap its files are missing, and nothing bounds it.
    func swap(beside memory: BoundLimit<ByteCount>?) -> BoundLimit<ByteCount>? {
        guard place.version == .v1 else { return tightest("memory.swap.max", keepingAll: true) }
        guard let memory else { return nil }
        let swappiness = "\(place.own)/memory.swappiness"
        if number(in: swappiness) == 0 { return BoundLimit(value: .zero, file: swappiness) }
        // v1 bounds memory and swap together.
        let visible = tightest("memory.memsw.limit_in_bytes", keepingAll: true)
        guard var both = BoundLimit.tighter(visible, inherited("hierarchical_memsw_limit", keepingAll: true)) else {
            return nil
        }
        both.value = both.value - memory.value
        return both
    }

    /// Each level's limit is held against that same level's usage, never against the process's own. Of an ancestor out of sight
    /// only the limit is known: it holds at least what the level below it holds.
    func headroom() -> ByteCount? {
        limitsByLevel().reduce(nil) { least, level in
            let usage = MemoryUsageReader(files: files, directory: level.directory, version: place.version)
            guard let used = usage.withoutInactiveFiles() else { return least }
            return min(least ?? level.limit, level.limit - used)
        }
    }

    /// The levels that have a limit, each with the tighter of its own and its ancestors'.
    func limitsByLevel() -> [(directory: String, limit: ByteCount)] {
        place.directories.compactMap { directory in
            let ancestors = inherited("hierarchical_memory_limit", at: directory, keepingAll: false)?.value
            return [ownLimit(of: directory), ancestors].compactMap { $0 }.min().map { (directory, $0) }
        }
    }

    /// Of one level, whatever its ancestors have: read in a tenth of the time.
    func ownLimit(of directory: String) -> ByteCount? {
        let name = place.version == .v1 ? "memory.limit_in_bytes" : "memory.max"
        return bound(number(in: "\(directory)/\(name)"), keepingAll: false)
    }

    func kernelMemory(under limit: BoundLimit<ByteCount>?) -> ByteCount {
        let binding = place.directories.first { directory in
            limit.map { $0.file.utf8.starts(with: "\(directory)/".utf8) } ?? false
        }
        let directory = binding ?? place.own
        if place.version == .v1 {
            return ByteCount(bytes: number(in: "\(directory)/memory.kmem.usage_in_bytes") ?? 0)
        }
        guard let text = files.bytes(at: "\(directory)/memory.stat") else { return .zero }
        // Not the reclaimable slabs: the kernel gives those back before it kills.
        return ["kernel_stack", "pagetables", "sec_pagetables", "percpu", "sock", "slab_unreclaimable"]
            .reduce(.zero) { $0 + ByteCount(bytes: KernelText.number(of: $1, in: text) ?? 0) }
    }

    private func tightest(_ name: String, keepingAll: Bool = false) -> BoundLimit<ByteCount>? {
        place.directories.reduce(nil) { tightest, directory in
            let file = "\(directory)/\(name)"
            guard let value = bound(number(in: file), keepingAll: keepingAll) else { return tightest }
            return .tighter(tightest, BoundLimit(value: value, file: file))
        }
    }

    /// On v1 each cgroup tells the tightest limit of all its ancestors, also of those that the mount does not show. The lowest
    /// one that tells suffices, which matters: the kernel has to gather these figures from all processors first.
    private func inherited(_ key: String, keepingAll: Bool = false) -> BoundLimit<ByteCount>? {
        for directory in place.directories {
            if let limit = inherited(key, at: directory, keepingAll: keepingAll) { return limit }
        }
        return nil
    }

    private func inherited(_ key: String, at directory: String, keepingAll: Bool) -> BoundLimit<ByteCount>? {
        guard place.version == .v1 else { return nil }
        let file = "\(directory)/memory.stat"
        return files.bytes(at: file)
            .flatMap { bound(KernelText.number(of: key, in: $0), keepingAll: keepingAll) }
            .map { BoundLimit(value: $0, file: "\(file): \(key)") }
    }

    private func number(in file: String) -> Int64? {
        files.bytes(at: file).flatMap(KernelText.firstNumber)
    }

    /// "Unlimited" is the largest number rounded down to a page, whose size varies, so anything beyond the machine's memory is.
    /// Swap may be larger than memory (`keepingAll`), where only the sentinels go.
    private func bound(_ bytes: Int64?, keepingAll: Bool) -> ByteCount? {
        guard let bytes, bytes < 0x7FFF_FFFF_0000_0000 else { return nil }
        let size = ByteCount(bytes: bytes)
        if !keepingAll, let machineMemory, size >= machineMemory { return nil }
        return size
    }
}
