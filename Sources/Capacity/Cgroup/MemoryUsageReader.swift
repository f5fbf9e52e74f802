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
