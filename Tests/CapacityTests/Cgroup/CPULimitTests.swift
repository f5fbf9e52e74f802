// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Capacity
import Testing

struct CPULimitTests {
    private func quota(_ text: String) -> CPUQuota? {
        FakeFiles.v2("/").with("/sys/fs/cgroup", ["cpu.max": text]).limits().cpu?.value
    }

    @Test func aQuotaIsItsShareOfThePeriod() {
        #expect(quota("50000 100000\n") == CPUQuota(nanoCPUs: 500_000_000))
        #expect(quota("150000 100000\n") == CPUQuota(nanoCPUs: 1_500_000_000))
        #expect(quota("1000 3000") == CPUQuota(nanoCPUs: 333_333_333))
    }

    @Test(arguments: [
        "max 100000", "0 100000", "50000 0", "-1 100000", "", "50000 max", "9223372036854775807 1", "x y", "max 0",
    ])
    func noQuotaAndNonsenseLimitNothing(text: String) {
        #expect(quota(text) == nil)
    }

    @Test func theTightestLevelBinds() {
        let files = FakeFiles.v2("/a/b")
            .with("/sys/fs/cgroup/a/b", ["cpu.max": "max 100000"])
            .with("/sys/fs/cgroup/a", ["cpu.max": "20000 100000"])
            .with("/sys/fs/cgroup", ["cpu.max": "200000 100000"])
        #expect(
            files.limits().cpu == BoundLimit(value: CPUQuota(nanoCPUs: 200_000_000), file: "/sys/fs/cgroup/a/cpu.max")
        )
    }

    @Test func v1HasTwoFilesAndMinusOneForNone() {
        let files: FakeFiles = [
            "/proc/self/cgroup": "1:cpu:/a/b\n0::/\n",
            "/proc/self/mountinfo": "32 31 0:29 / /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu\n",
            "/sys/fs/cgroup/cpu/a/b/cpu.cfs_quota_us": "-1\n",
            "/sys/fs/cgroup/cpu/a/b/cpu.cfs_period_us": "100000\n",
            "/sys/fs/cgroup/cpu/a/cpu.cfs_quota_us": "25000\n",
            "/sys/fs/cgroup/cpu/a/cpu.cfs_period_us": "50000\n",
        ]
        #expect(
            files.limits().cpu
                == BoundLimit(value: CPUQuota(nanoCPUs: 500_000_000), file: "/sys/fs/cgroup/cpu/a/cpu.cfs_quota_us")
        )
    }

    @Test func inAContainerTheMountsRootIsTakenOffTheV1Path() {
        let files: FakeFiles = [
            "/proc/self/cgroup": "4:cpu,cpuacct:/docker/4e5f\n3:name=systemd:/system.slice/other\n0::/\n",
            "/proc/self/mountinfo": """
            32 31 0:29 /docker/4e5f /sys/fs/cgroup/cpu,cpuacct ro - cgroup cgroup rw,cpu,cpuacct
            33 31 0:30 /docker/4e5f /sys/fs/cgroup/systemd ro - cgroup cgroup rw,name=systemd
            """,
            "/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us": "50000\n",
            "/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us": "100000\n",
        ]
        #expect(files.limits().cpu?.value == CPUQuota(nanoCPUs: 500_000_000))
    }

    @Test func theBurstIsReadWhereTheQuotaBinds() {
        let files = FakeFiles.v2("/a")
            .with("/sys/fs/cgroup/a", ["cpu.max": "50000 100000\n", "cpu.max.burst": "20000\n"])
            .with("/sys/fs/cgroup", ["cpu.max": "200000 100000\n", "cpu.max.burst": "70000\n"])
        let limits = files.limits()
        #expect(limits.cpuBurst == BoundLimit(value: .milliseconds(20), file: "/sys/fs/cgroup/a/cpu.max.burst"))
        // It changes nothing of how many processors are worth using.
        #expect(limits.processors(allowed: 4) == 1)
        let lines = LimitsReader(files: files, places: CgroupPlaces(files: files)).report(allowed: 4).lines
        #expect(lines.contains("processor time to be saved up: 20 ms: /sys/fs/cgroup/a/cpu.max.burst"), "\(lines)")
    }

    @Test func v1HasABurstToo() {
        let files: FakeFiles = [
            "/proc/self/cgroup": "1:cpu:/a\n",
            "/proc/self/mountinfo": "32 31 0:29 / /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu\n",
            "/sys/fs/cgroup/cpu/a/cpu.cfs_quota_us": "25000\n",
            "/sys/fs/cgroup/cpu/a/cpu.cfs_period_us": "50000\n",
            "/sys/fs/cgroup/cpu/a/cpu.cfs_burst_us": "10000\n",
        ]
        #expect(files.limits().cpuBurst?.value == .milliseconds(10))
    }

    @Test(arguments: ["0\n", "", "max\n"]) func noBurstIsNone(text: String) {
        let files = FakeFiles.v2("/").with("/sys/fs/cgroup", ["cpu.max": "50000 100000", "cpu.max.burst": text])
        #expect(files.limits().cpuBurst == nil)
    }

    @Test func weightsAreNotQuotas() {
        #expect(FakeFiles.v2("/").with("/sys/fs/cgroup", ["cpu.weight": "10"]).limits().cpu == nil)
    }

    @Test func processorsAreTheQuotaRoundedUpWithinThoseAllowed() {
        let cases: [(Int64?, Int, Int)] = [
            (500, 2, 1), (1500, 4, 2), (2000, 4, 2), (8000, 4, 4), (nil, 4, 4), (1, 4, 1), (nil, 0, 1),
        ]
        for (milli, allowed, expected) in cases {
            let cpu = milli.map { BoundLimit(value: CPUQuota(nanoCPUs: $0 * 1_000_000), file: "") }
            #expect(EffectiveLimits(cpu: cpu).processors(allowed: allowed) == expected)
        }
    }

    @Test func theTightestCountOfProcessesBinds() {
        let files = FakeFiles.v2("/a").with("/sys/fs/cgroup/a", ["pids.max": "max\n"]).with(
            "/sys/fs/cgroup",
            ["pids.max": "64\n"]
        )
        #expect(files.limits().processes == BoundLimit(value: 64, file: "/sys/fs/cgroup/pids.max"))
    }

    @Test func moreProcessesThanAKernelCanNumberAreNoLimit() {
        #expect(FakeFiles.v2("/").with("/sys/fs/cgroup", ["pids.max": "9223372036854775807"]).limits().processes == nil)
    }
}
