// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Capacity
import Foundation
import Subprocess
import Testing

/// The tools against the kernel's own files, in real cgroups nested three deep with a limit at every level.
struct ToolTruthTests {
    /// What a process of the lowest of three cgroups is told, with the limit of 96 MiB at one level and more at the others.
    private func nested<Result: Sendable>(
        binding: Int,
        _ body: ([TestCgroup], TestCgroup) async throws -> Result
    ) async throws -> Result {
        try await TestCgroup.with { top in
            let middle = try top.child("middle")
            let levels = [top, middle, try middle.child("bottom")]
            for (index, cgroup) in levels.enumerated() {
                try cgroup.set(limit: index == binding ? .mebibytes(96) : .mebibytes(index < binding ? 900 : 300))
            }
            return try await body(levels, levels[2])
        }
    }

    private func number(_ name: String, of cgroup: TestCgroup, key: String? = nil) throws -> Int64 {
        let text = try String(contentsOfFile: "\(cgroup.directory)/\(name)", encoding: .utf8)
        guard let key else { return Int64(text.trimmingCharacters(in: .whitespacesAndNewlines)) ?? -1 }
        let line = text.split(separator: "\n").first { $0.hasPrefix("\(key) ") }
        return line.flatMap { Int64($0.dropFirst(key.count + 1)) } ?? 0
    }

    /// Charged, and what of it is page cache that is no shared memory.
    private func charge(of cgroup: TestCgroup) throws -> (all: Int64, cache: Int64, shared: Int64) {
        if cgroup.version == .v1 {
            let shared = try number("memory.stat", of: cgroup, key: "total_shmem")
            let cache = try number("memory.stat", of: cgroup, key: "total_cache")
            return (try number("memory.usage_in_bytes", of: cgroup), cache - shared, shared)
        }
        let shared = try number("memory.stat", of: cgroup, key: "shmem")
        let files = try number("memory.stat", of: cgroup, key: "file")
        let slabs = try number("memory.stat", of: cgroup, key: "slab_reclaimable")
        return (try number("memory.current", of: cgroup), files - shared + slabs, shared)
    }

    @Test(arguments: 0..<3) func freeAgreesWithTheKernel(binding: Int) async throws {
        try await nested(binding: binding) { levels, bottom in
            // 20 MiB of anonymous memory, 10 of shared, and a file in the cache, held while free looks.
            let script = """
                import mmap, subprocess, sys, tempfile
                held = bytearray(b"x") * (20 << 20)
                shared = mmap.mmap(-1, 10 << 20); shared.write(b"x" * (10 << 20))
                with tempfile.NamedTemporaryFile() as file:
                    file.write(b"x" * (5 << 20)); file.flush()
                    print(subprocess.run([sys.argv[1], "-b"], capture_output=True, text=True).stdout)
                """
            let outcome = try await bottom.run(
                ["/usr/bin/python3", "-c", script, try await ToolLinks.path("free")]
            )
            let fields = outcome.output.split(separator: "\n").dropFirst().first.map { $0.split(separator: " ") } ?? []
            let figures = fields.dropFirst().compactMap { Int64($0) }
            try #require(figures.count == 6, "\(outcome.output)\(outcome.errors)")
            #expect(figures[0] == 96 << 20)
            #expect(figures[1] >= 30 << 20 && figures[1] < 60 << 20, "\(outcome.output)")
            #expect(figures[1] + figures[2] + figures[4] == 96 << 20)
            #expect(figures[3] >= 10 << 20 && figures[3] < 12 << 20)
            #expect(figures[5] >= figures[2] && figures[5] <= 66 << 20)
            // What stays behind, the kernel and free tell alike.
            let after = try charge(of: levels[binding])
            let again = try await ToolLinks.run("free", "-b", in: bottom).output.split(separator: "\n")[1]
                .split(separator: " ").dropFirst().compactMap { Int64($0) }
            #expect(abs(again[4] - after.cache) < 4 << 20)
            #expect(abs(again[1] - (after.all - after.cache)) < 4 << 20)
        }
    }

    @Test(arguments: 0..<3) func limitsNamesTheFileThatBinds(binding: Int) async throws {
        try await nested(binding: binding) { levels, bottom in
            let outcome = try await bottom.run([GuardBinary.path, "limits", "--format", "json"])
            let object = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any]
            let memory = try #require(object?["memory"] as? [String: Any])
            #expect(memory["limit"] as? Int64 == 96 << 20)
            #expect(memory["file"] as? String == levels[binding].limitFile)
            #expect(memory["level"] as? String == (binding == 2 ? "own" : "\(2 - binding) above"))
            let used = try #require(memory["used"] as? Int64)
            #expect(used > 0 && used < 8 << 20)
            #expect(memory["left"] as? Int64 == (96 << 20) - used)
        }
    }

    @Test(arguments: 0..<3) func topShowsEverybodyWhoSharesTheLimit(binding: Int) async throws {
        try await nested(binding: binding) { levels, bottom in
            // A process beside the lowest cgroup shares the limit where that is further up.
            let script = #"""
                sleep 61 & near=$!
                (echo 0 >"$1/cgroup.procs"; exec sleep 62) & far=$!
                (echo 0 >"$2/cgroup.procs"; exec sleep 63) & outside=$!
                while grep -q sh /proc/$near/comm || grep -q sh /proc/$far/comm || grep -q sh /proc/$outside/comm; do :; done
                "$0" -b -n 1 -o PID
                echo "near $near far $far"; kill $near $far $outside
                """#
            let own = try #require(CgroupPlaces(files: SystemFiles()).memory?.own)
            let outcome = try await bottom.run(
                ["sh", "-c", script, ToolLinks.path("top"), levels[1].directory, own]
            )
            #expect(outcome.output.contains(" of 96 MiB limit ("), "\(outcome.output)\(outcome.errors)")
            let sleeping = outcome.output.split(separator: "\n").filter { $0.hasSuffix(" sleep") }.count
            #expect(sleeping == (binding == 2 ? 1 : 2), "\(outcome.output)")
        }
    }

    @Test(arguments: [
        ("150000", "100000", "2"), ("50000", "100000", "1"), ("100000", "100000", "1"), ("-1", "100000", "all"),
    ])
    func nprocRoundsTheQuotaUp(quota: String, period: String, count: String) async throws {
        let place = try #require(CgroupPlaces(files: SystemFiles()).cpu)
        guard place.version == .v1 else { return }
        let script = #"""
            d=$1/plimsoll-test-nproc-$$; mkdir "$d" "$d/a" "$d/a/b"
            echo "$3" >"$d/a/cpu.cfs_period_us"; echo "$2" >"$d/a/cpu.cfs_quota_us"
            sh -c 'echo 0 >"$1/cgroup.procs"; exec env -u OMP_NUM_THREADS "$0"' "$0" "$d/a/b"
            rmdir "$d/a/b" "$d/a" "$d"
            """#
        let tool = try await ToolLinks.path("nproc")
        let outcome = try await Outcome.of(["sh", "-c", script, tool, place.own, quota, period])
        let allowed = try await Outcome.of(["env", "-u", "OMP_NUM_THREADS", "nproc"]).output
        let most = Int(allowed.trimmingCharacters(in: .whitespacesAndNewlines)) ?? 1
        #expect(outcome.output == "\(min(Int(count) ?? most, most))\n", "\(outcome.errors)")
    }

    @Test func uptimeIsTheContainers() async throws {
        let outcome = try await Outcome.of(["unshare", "-p", "-f", "--mount-proc", ToolLinks.path("uptime"), "-p"])
        #expect(outcome.output == "up 0 minutes\n", "\(outcome.errors)")
        try await TestCgroup.with(limit: .mebibytes(64)) { cgroup in
            let script = #"sleep 60 & "$0" -s; date '+%Y-%m-%d %H:%M:%S'; kill $!"#
            let lines = try await cgroup.run(["sh", "-c", script, ToolLinks.path("uptime")]).output.split(
                separator: "\n"
            )
            let format = DateFormatter()
            format.dateFormat = "yyyy-MM-dd HH:mm:ss"
            let dates = lines.compactMap { format.date(from: String($0)) }
            try #require(dates.count == 2, "\(lines)")
            #expect(abs(dates[1].timeIntervalSince(dates[0])) <= 10)
        }
    }
}
