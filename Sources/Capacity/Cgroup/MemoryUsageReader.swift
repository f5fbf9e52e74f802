// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// Reads what one cgroup and all below it use of memory.
struct MemoryUsageReader<Files: FileReader> {
    let files: Files
    let directory: String
    let version: CgroupVersion

    /// What is charged, without the page cache that can be dropped: what `docker stats` and `kubectl top` show.
    func withoutInactiveFiles() -> ByteCount? {
        let name = version == .v1 ? "memory.usage_in_bytes" : "memory.current"
        guard let charged = number(in: name) else { return nil }
        let key = version == .v1 ? "total_inactive_file" : "inactive_file"
        let inactive = number(of: key, in: "memory.stat") ?? 0
        return ByteCount(bytes: inactive < charged ? charged - inactive : charged)
    }

    /// All that is charged, the page cache too.
    func charged() -> ByteCount? {
        number(in: version == .v1 ? "memory.usage_in_bytes" : "memory.current").map { ByteCount(bytes: $0) }
    }

    /// What is charged and cannot be dropped, and what of it is shared memory or lies in memory file systems; and what could be dropped, but is
    /// mapped by a process: code, most of all.
    func unreclaimable() -> (total: ByteCount, shared: ByteCount, mappedFiles: ByteCount)? {
        guard let charged = charged(), let text = files.bytes(at: "\(directory)/memory.stat") else { return nil }
        func size(_ key: String) -> ByteCount { ByteCount(bytes: KernelText.number(of: key, in: text) ?? 0) }
        let isV1 = version == .v1
        let files =
            size(isV1 ? "total_inactive_file" : "inactive_file") + size(isV1 ? "total_active_file" : "active_file")
        let slabs = isV1 ? .zero : size("slab_reclaimable")
        let shared = size(isV1 ? "total_shmem" : "shmem")
        // Shared memory is mapped, too, as a rule.
        let mapped = size(isV1 ? "total_mapped_file" : "file_mapped") - shared
        return (charged - files - slabs, shared, min(mapped, files))
    }

    /// What all that consists of; without `memory.stat` it is taken to be in use.
    func breakdown() -> MemoryBreakdown? {
        guard let charged = charged() else { return nil }
        guard let text = files.bytes(at: "\(directory)/memory.stat") else { return MemoryBreakdown(charged: charged) }
        func size(_ key: String) -> ByteCount { ByteCount(bytes: KernelText.number(of: key, in: text) ?? 0) }
        let isV1 = version == .v1
        return MemoryBreakdown(
            charged: charged,
            files: size(isV1 ? "total_cache" : "file"),
            shared: size(isV1 ? "total_shmem" : "shmem"),
            inactiveFiles: size(isV1 ? "total_inactive_file" : "inactive_file"),
            activeFiles: size(isV1 ? "total_active_file" : "active_file"),
            reclaimableSlabs: isV1 ? .zero : size("slab_reclaimable")
        )
    }

    /// Swap space in use; nil where the kernel does not account for it.
    func swapped() -> ByteCount? {
        if version == .v2 { return number(in: "memory.swap.current").map { ByteCount(bytes: $0) } }
        guard let both = number(in: "memory.memsw.usage_in_bytes"), let charged = charged() else { return nil }
        return ByteCount(bytes: both) - charged
    }

    /// The most that was ever charged, page cache included.
    func peak() -> ByteCount? {
        number(in: version == .v1 ? "memory.max_usage_in_bytes" : "memory.peak").map { ByteCount(bytes: $0) }
    }

    /// `failcnt`, `max` and `oom` count other things: none of them means that a process was killed.
    func oomKills() -> Int? {
        number(of: "oom_kill", in: version == .v1 ? "memory.oom_control" : "memory.events").map { Int($0) }
    }

    private func number(in name: String) -> Int64? {
        files.bytes(at: "\(directory)/\(name)").flatMap(KernelText.firstNumber)
    }

    private func number(of key: String, in name: String) -> Int64? {
        files.bytes(at: "\(directory)/\(name)").flatMap { KernelText.number(of: key, in: $0) }
    }
}
