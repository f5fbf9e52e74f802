// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Capacity
import Testing

struct CgroupUsageTests {
    @Test func v2IsRead() {
        let files = FakeFiles.v2("/").with("/proc/9", ["cgroup": "0::/w\n"])
            .with(
                "/sys/fs/cgroup/w",
                [
                    "memory.current": mebibytes(100), "memory.peak": mebibytes(120), "memory.max": mebibytes(256),
                    "memory.stat": "anon 5\ninactive_file \(30 << 20)\n", "pids.current": "3\n",
                    "memory.events": "low 0\nhigh 0\nmax 9\noom 4\noom_kill 2\noom_group_kill 0\n",
                    "cpu.stat": "usage_usec 1500000\nuser_usec 1\n",
                ]
            )
        let usage = CgroupUsage(ofProcess: 9, files: files).read()
        #expect(
            usage
                == ResourceUsage(
                    memory: .mebibytes(70),
                    memoryPeak: .mebibytes(120),
                    memoryLimit: .mebibytes(256),
                    cpuTime: .milliseconds(1500),
                    processes: 3,
                    oomKills: 2
                )
        )
    }

    @Test func v1IsRead() {
        let files: FakeFiles = [
            "/proc/self/mountinfo": """
            35 31 0:32 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory
            33 31 0:30 / /sys/fs/cgroup/cpuacct rw - cgroup cgroup rw,cpuacct
            39 31 0:36 / /sys/fs/cgroup/pids rw - cgroup cgroup rw,pids
            """,
            "/proc/9/cgroup": "8:pids:/p\n4:memory:/m\n2:cpuacct:/c\n0::/\n",
            "/sys/fs/cgroup/memory/m/memory.usage_in_bytes": mebibytes(100),
            "/sys/fs/cgroup/memory/m/memory.max_usage_in_bytes": mebibytes(120),
            "/sys/fs/cgroup/memory/m/memory.limit_in_bytes": mebibytes(256),
            "/sys/fs/cgroup/memory/m/memory.failcnt": "99",
            "/sys/fs/cgroup/memory/m/memory.stat": "inactive_file 1\ntotal_inactive_file \(30 << 20)\n",
            "/sys/fs/cgroup/memory/m/memory.oom_control": "oom_kill_disable 0\nunder_oom 0\noom_kill 2\n",
            "/sys/fs/cgroup/cpuacct/c/cpuacct.usage": "1500000000\n",
            "/sys/fs/cgroup/pids/p/pids.current": "3\n",
        ]
        #expect(
            CgroupUsage(ofProcess: 9, files: files).read()
                == ResourceUsage(
                    memory: .mebibytes(70),
                    memoryPeak: .mebibytes(120),
                    memoryLimit: .mebibytes(256),
                    cpuTime: .milliseconds(1500),
                    processes: 3,
                    oomKills: 2
                )
        )
    }

    @Test func cacheLargerThanTheChargeIsNotTakenOff() {
        let files: FakeFiles = ["/c/memory.current": "10", "/c/memory.stat": "inactive_file 20"]
        #expect(CgroupUsage(of: CgroupPlaces(unified: "/c"), files: files).read().memory == ByteCount(bytes: 10))
    }

    @Test func aCgroupThatIsGoneTellsNothing() {
        let files: FakeFiles = [:]
        #expect(CgroupUsage(of: CgroupPlaces(unified: "/c"), files: files).read() == ResourceUsage())
        #expect(CgroupUsage(ofProcess: 9, files: files).read() == ResourceUsage())
    }

    @Test func thisMachineIsRead() {
        let usage = CgroupUsage(of: CgroupPlaces(files: SystemFiles()), files: SystemFiles()).read()
        #expect(usage.memory != nil || usage.cpuTime != nil)
    }

    @Test func aMissingFileOfThisMachineIsNil() {
        #expect(SystemFiles().bytes(at: "/proc/self/nothing") == nil)
        #expect(SystemFiles().bytes(at: "/proc") == nil)
    }
}
