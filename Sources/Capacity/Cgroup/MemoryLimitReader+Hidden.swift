// Plimsoll
// SPDX-License-Identifier: Apache-2.0

extension MemoryLimitReader {
    /// What a limit that no file in sight tells must be at most; nil where nothing speaks for one.
    ///
    /// On v2 the limits above a namespace cannot be seen. But when one of them has processes killed in here, that is counted in here
    /// (`oom_kill`), and being full (`oom`, `max`) only where the limit is.
    func hiddenLimit() -> BoundLimit<ByteCount>? {
        guard place.version == .v2 else { return nil }
        let events = "memory.events.local"
        guard let kills = count("oom_kill", in: "\(place.own)/\(events)"), kills > 0 else { return nil }
        for directory in place.directories {
            for key in ["oom", "max"] where count(key, in: "\(directory)/\(events)") ?? 0 > 0 { return nil }
        }
        let peak = files.bytes(at: "\(place.own)/memory.peak").flatMap(KernelText.firstNumber)
        return (peak.map { ByteCount(bytes: $0) } ?? machineMemory)
            .map { BoundLimit(value: $0, file: "\(place.own)/\(events): oom_kill") }
    }

    private func count(_ key: String, in file: String) -> Int64? {
        files.bytes(at: file).flatMap { KernelText.number(of: key, in: $0) }
    }
}
