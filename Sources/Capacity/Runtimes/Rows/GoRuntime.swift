// Plimsoll
// SPDX-License-Identifier: Apache-2.0

extension Runtime {
    /// Go.
    ///
    /// By itself its heap doubles between two collections whatever the limit. Before 1.25 it starts as many threads as there are processors; since
    /// then the quota rounded up, at least 2, of its own cgroup alone (golang.org/issue/73193, 81180): that rule, over all levels. A
    /// GOMAXPROCS that is set does not follow a change of the quota.
    ///
    /// GOMEMLIMIT is nine tenths (as automemlimit; Go's own guide: 5 to 10 % left) of what the guard lends: Go cannot live on when memory is
    /// refused. It only makes the collector work harder.
    package static let go = Runtime(
        name: "Go",
        occasion: .always,
        own: { room in [.endlessHeap, .threads(room.allowedProcessors)] },
        settings: { room in
            var settings: [RuntimeSetting] = []
            if let limit = room.memory {
                let lent = limit - GuardReserve.usual.size(of: limit)
                let mebibytes = max(lent.bytes / 10 * 9, limit.bytes / 2) >> 20
                if mebibytes > 0 {
                    settings.append(
                        RuntimeSetting(
                            variable: "GOMEMLIMIT",
                            value: "\(mebibytes)MiB",
                            figure: .heap(.mebibytes(mebibytes)),
                            form: .whole
                        )
                    )
                }
            }
            let threads = min(max(room.processors, 2), room.allowedProcessors)
            if threads < room.allowedProcessors { settings.append(.threads("GOMAXPROCS", threads)) }
            return settings
        }
    )
}
