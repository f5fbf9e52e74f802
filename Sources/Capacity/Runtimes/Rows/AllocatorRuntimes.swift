// Plimsoll
// SPDX-License-Identifier: Apache-2.0

extension Runtime {
    /// glibc's `malloc`.
    ///
    /// By itself eight arenas for each processor; memory freed in one is of no use to another. Given one for each 128 MiB, but 8 at least, what
    /// it has on one processor: with fewer (2 is often advised) threads wait for each other, and at the very edge of a limit set once Node was
    /// seen to abort where it had thrown a RangeError. Not MALLOC_TRIM_THRESHOLD_: setting it also fixes the size from which blocks are
    /// mapped one by one, and each such block would be asked for.
    package static let glibc = Runtime(
        name: "glibc's malloc",
        occasion: .always,
        own: { [.arenas(8 * $0.allowedProcessors)] },
        settings: { room in
            guard let limit = room.memory,
                let count = fewer(than: 8 * room.allowedProcessors, max(8, limit.bytes >> 27))
            else {
                return []
            }
            return [
                RuntimeSetting(
                    variable: "MALLOC_ARENA_MAX",
                    value: "\(count)",
                    figure: .arenas(count),
                    form: .whole,
                    rivalOptions: ["glibc.malloc.arena-max"],
                    places: ["GLIBC_TUNABLES"]
                )
            ]
        }
    )

    /// jemalloc, where it is preloaded or linked in.
    ///
    /// By itself four arenas for each processor, one where there is but one. Given one for each 256 MiB, at least 2. Only the number of arenas is set: versions that do not know a
    /// word in MALLOC_CONF complain of it, and the variable would win over what the program was built with.
    package static let jemalloc = Runtime(
        name: "jemalloc",
        occasion: .found,
        own: { [.arenas(ownJemallocArenas($0))] },
        settings: { room in
            guard let limit = room.memory, let count = fewer(than: ownJemallocArenas(room), max(2, limit.bytes >> 28))
            else {
                return []
            }
            return [
                RuntimeSetting(
                    variable: "MALLOC_CONF",
                    value: "narenas:\(count)",
                    figure: .arenas(count),
                    form: .whole
                )
            ]
        }
    )

    private static func ownJemallocArenas(_ room: RuntimeRoom) -> Int {
        room.allowedProcessors == 1 ? 1 : 4 * room.allowedProcessors
    }

    private static func fewer(than own: Int, _ arenas: Int64) -> Int? {
        arenas < own ? Int(arenas) : nil
    }
}
