// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Capacity
import Testing

struct MemoryRoomReaderTests {
    private func reader(_ files: FakeFiles, reserve: GuardReserve = .usual, share: Int64 = 100) -> MemoryRoomReader<
        FakeFiles
    >? {
        MemoryRoomReader(files: files, places: CgroupPlaces(files: files), reserve: reserve, share: share)
    }

    private func mebibytes(_ count: Int64) -> String { "\(count << 20)\n" }

    private var nested: FakeFiles {
        FakeFiles.v2("/outer/inner")
            .with("/proc", ["meminfo": "MemTotal: 8388608 kB\n"])
            .with(
                "/sys/fs/cgroup/outer",
                [
                    "memory.max": mebibytes(512), "memory.current": mebibytes(500),
                    "memory.stat":
                        "inactive_file \(20 << 20)\nactive_file \(10 << 20)\nslab_reclaimable \(5 << 20)\nshmem 4096\n",
                ]
            )
            .with(
                "/sys/fs/cgroup/outer/inner",
                [
                    "memory.max": mebibytes(256), "memory.current": mebibytes(100),
                    "memory.stat": "inactive_file \(60 << 20)\nactive_file 0\nslab_reclaimable 0\nshmem \(3 << 20)\n",
                ]
            )
    }

    @Test func theFullestLevelCounts() throws {
        let reader = try #require(self.reader(nested))
        #expect(reader.limit == .mebibytes(256))
        // The outer level has 512 MiB less 5 % less 465, the inner one 240 less 40.
        let room = try #require(reader.room(closely: true))
        #expect(room.used == .mebibytes(465) && room.shared == .kibibytes(4))
        #expect(room.budget < .mebibytes(487) && room.budget > .mebibytes(486))
    }

    @Test func withoutALookPageCacheCountsAsUsed() throws {
        let room = try #require(reader(nested)?.room(closely: false))
        #expect(room.used == .mebibytes(500) && room.shared == nil)
    }

    @Test func halfOfTheReserveIsTheCushion() throws {
        let files = FakeFiles.v1("/worker").with(
            "/sys/fs/cgroup/memory/worker",
            [
                "memory.limit_in_bytes": mebibytes(256), "memory.usage_in_bytes": mebibytes(90),
                "memory.stat":
                    "total_inactive_file \(10 << 20)\ntotal_active_file \(20 << 20)\ntotal_shmem \(1 << 20)\n",
            ]
        )
        let room = try #require(reader(files)?.room(closely: true))
        #expect(
            room
                == MemoryRoom(
                    limit: .mebibytes(256),
                    budget: .mebibytes(240),
                    cushion: .mebibytes(8),
                    used: .mebibytes(60),
                    shared: .mebibytes(1)
                )
        )
        #expect(reader(files, reserve: .size(.mebibytes(56)))?.budget == .mebibytes(200))
        #expect((reader(files, share: 50)?.budget ?? .zero) <= .mebibytes(112))
    }

    /// What is read again at once when it is dropped cannot be counted on; what is more than code is dropped.
    @Test(
        arguments: [
            ("", 40), ("mapped_file 20", 60), ("mapped_file 60", 80), ("mapped_file 20 shmem 5", 55),
            ("mapped_file 5 shmem 9", 40),
        ] as [(stat: String, used: Int64)]
    )
    func aQuarterOfTheLimitMayBeCode(stat: String, used: Int64) throws {
        let words = stat.split(separator: " ")
        var lines = "total_inactive_file \(50 << 20)\ntotal_active_file \(10 << 20)\n"
        for (key, size) in zip(words, words.dropFirst()) where Int64(size) != nil {
            lines += "total_\(key) \((Int64(size) ?? 0) << 20)\n"
        }
        let files = FakeFiles.v1("/worker").with(
            "/sys/fs/cgroup/memory/worker",
            [
                "memory.limit_in_bytes": mebibytes(160), "memory.usage_in_bytes": mebibytes(100),
                "memory.stat": lines,
            ]
        )
        #expect(try #require(reader(files)?.room(closely: true)).used == .mebibytes(used))
    }

    @Test func inVersion2Too() throws {
        let files = nested.with(
            "/sys/fs/cgroup/outer/inner",
            [
                "memory.max": mebibytes(256), "memory.current": mebibytes(250),
                "memory.stat": "inactive_file \(30 << 20)\nactive_file 0\nshmem \(3 << 20)\nfile_mapped \(13 << 20)\n",
            ]
        )
        #expect(try #require(reader(files)?.room(closely: true)).used == .mebibytes(230))
    }

    @Test func aSmallLimitIsHalfUsableAtLeast() {
        let files = FakeFiles.v1("/worker").with(
            "/sys/fs/cgroup/memory/worker",
            ["memory.limit_in_bytes": mebibytes(16)]
        )
        #expect(reader(files)?.budget == .mebibytes(8))
    }

    @Test func theLimitIsReadWhereThereIsOne() {
        var files = FakeFiles.v1("/worker").with(
            "/sys/fs/cgroup/memory/worker",
            ["memory.limit_in_bytes": mebibytes(256)]
        )
        let places = CgroupPlaces(files: files)
        files.texts["/sys/fs/cgroup/memory/worker/memory.limit_in_bytes"] = mebibytes(512)
        #expect(MemoryRoomReader(files: files, places: places, reserve: .usual)?.limit == .mebibytes(512))
        files.texts["/sys/fs/cgroup/memory/worker/memory.limit_in_bytes"] = "9223372036854771712\n"
        #expect(MemoryRoomReader(files: files, places: places, reserve: .usual) == nil)
    }

    @Test func whatWasLoweredIsSeenAtOnceAndWhatWasRaisedAtTheNextFullReading() throws {
        let files = ChangingFiles(nested)
        var reader = try #require(
            MemoryRoomReader(files: files, places: CgroupPlaces(files: files), reserve: .usual)
        )
        func change(_ level: String, to limit: String) {
            files.files.texts["/sys/fs/cgroup/\(level)/memory.max"] = limit
        }
        change("outer/inner", to: mebibytes(128))
        reader.readLoweredLimits()
        #expect(reader.limit == .mebibytes(128))
        change("outer", to: mebibytes(64))
        reader.readLoweredLimits()
        #expect(reader.limit == .mebibytes(64))
        #expect(try #require(reader.room(closely: false)).used == .mebibytes(500))
        change("outer", to: mebibytes(512))
        change("outer/inner", to: mebibytes(256))
        reader.readLoweredLimits()
        #expect(reader.limit == .mebibytes(64))
        reader.readLimits()
        #expect(reader.limit == .mebibytes(256))
    }

    private final class ChangingFiles: FileReader {
        var files: FakeFiles

        init(_ files: FakeFiles) {
            self.files = files
        }

        func bytes(at path: String) -> [UInt8]? { files.bytes(at: path) }
    }
}
