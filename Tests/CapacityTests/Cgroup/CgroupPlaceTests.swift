// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Capacity
import Testing

/// Where a process stands, from the two files of `/proc` alone: each case is one that other programs read wrongly.
struct CgroupPlaceTests {
    private func place(_ files: FakeFiles, of process: Int32? = nil) -> [String]? {
        CgroupPlaces(of: process, files: files).memory?.directories
    }

    @Test func aPathMayHoldColons() {
        let files = FakeFiles.v2("/kubepods.slice:cri-containerd:4e5f")
        #expect(place(files) == ["/sys/fs/cgroup/kubepods.slice:cri-containerd:4e5f", "/sys/fs/cgroup"])
    }

    @Test func aPathMayHoldSpaces() {
        #expect(place(FakeFiles.v1("/my app")) == ["/sys/fs/cgroup/memory/my app", "/sys/fs/cgroup/memory"])
    }

    @Test func aRemovedCgroupIsLookedForUnderItsName() {
        #expect(place(FakeFiles.v2("/a (deleted)")) == ["/sys/fs/cgroup/a", "/sys/fs/cgroup"])
    }

    @Test func theMountsRootIsTakenOffThePath() {
        #expect(place(FakeFiles.v1("/docker/4e5f", root: "/docker/4e5f")) == ["/sys/fs/cgroup/memory"])
        #expect(
            place(FakeFiles.v1("/docker/4e5f/inner", root: "/docker/4e5f"))
                == ["/sys/fs/cgroup/memory/inner", "/sys/fs/cgroup/memory"]
        )
    }

    @Test func aRootIsAPrefixByComponentsNotByLetters() {
        #expect(place(FakeFiles.v1("/docker-other", root: "/docker")) == nil)
    }

    @Test func outsideOfTheMountsRootTheMountCountsIfItListsUs() {
        let files = FakeFiles.v1("/elsewhere", root: "/docker/4e5f")
        #expect(place(files) == nil)
        #expect(place(files.with("/sys/fs/cgroup/memory", ["cgroup.procs": "7\n42\n"])) == ["/sys/fs/cgroup/memory"])
        #expect(place(files.with("/sys/fs/cgroup/memory", ["cgroup.procs": "7\n"])) == nil)
        #expect(place(files.with("/sys/fs/cgroup/memory", ["tasks": "0\n"])) == ["/sys/fs/cgroup/memory"])
    }

    @Test func afterAMoveOutOfTheNamespaceItsRootCounts() {
        #expect(place(FakeFiles.v2("/../other")) == ["/sys/fs/cgroup"])
    }

    @Test func aMountFromAboveTheNamespaceCounts() {
        let files = FakeFiles.v2("/", mounts: "30 23 0:26 /../.. /sys/fs/cgroup rw - cgroup2 cgroup rw")
        #expect(place(files) == ["/sys/fs/cgroup"])
    }

    @Test func anotherProcessOutsideOfTheNamespaceIsNowhere() {
        let files = FakeFiles.v2("/").with("/proc/77", ["cgroup": "0::/../other\n"])
        #expect(place(files, of: 77) == nil)
    }

    @Test func anotherProcessIsLookedUpThroughOurMounts() {
        let files = FakeFiles.v2("/").with("/proc/77", ["cgroup": "0::/worker\n"])
        #expect(place(files, of: 77) == ["/sys/fs/cgroup/worker", "/sys/fs/cgroup"])
    }

    @Test func aProcessThatIsGoneStandsNowhere() {
        #expect(CgroupPlaces(of: 77, files: FakeFiles.v2("/")) == CgroupPlaces())
    }

    @Test func mountPointsAndRootsAreUnescaped() {
        let files = FakeFiles.v2(
            "/a b/c",
            mounts: "30 23 0:26 /a\\040b /mnt/c\\011d\\012e\\134f rw - cgroup2 cgroup rw"
        )
        #expect(place(files) == ["/mnt/c\td\ne\\f/c", "/mnt/c\td\ne\\f"])
    }

    @Test func superOptionsMayHoldSpaces() {
        let files = FakeFiles.v2(
            "/",
            mounts: """
                20 1 0:9 / /wsl rw - 9p drvfs rw,aname=drvfs;path=C:\\Program Files;x - cgroup2,uid=0
                30 23 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup rw,nsdelegate
                """
        )
        #expect(place(files) == ["/sys/fs/cgroup"])
    }

    @Test(arguments: ["", " shared:4", " shared:4 master:1 propagate_from:2 unbindable"])
    func anyNumberOfOptionalFieldsIsRead(optional: String) {
        let files = FakeFiles.v2("/", mounts: "30 23 0:26 / /sys/fs/cgroup rw\(optional) - cgroup2 cgroup rw")
        #expect(place(files) == ["/sys/fs/cgroup"])
    }

    @Test func brokenLinesOfMountinfoAreLeftOut() {
        let files = FakeFiles.v2(
            "/",
            mounts: "30 23\n\nx - cgroup2\n- - - - - - - - - -\n30 23 0:26 / /sys/fs/cgroup rw - cgroup2 c rw"
        )
        #expect(place(files) == ["/sys/fs/cgroup"])
    }

    @Test func brokenLinesOfTheMembershipAreLeftOut() {
        var files = FakeFiles.v2("/")
        files.texts["/proc/self/cgroup"] = "nonsense\n:::\n4:memory\n0::relative\n0::/w\n"
        #expect(place(files) == ["/sys/fs/cgroup/w", "/sys/fs/cgroup"])
    }

    @Test func onAHybridHostEachControllerIsFoundByItself() {
        let files: FakeFiles = [
            "/proc/self/cgroup": "5:name=systemd:/s\n4:memory:/m\n2:cpu,cpuacct:/c\n0::/u\n",
            "/proc/self/mountinfo": """
            35 31 0:32 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory
            36 31 0:33 / /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct
            37 31 0:34 / /sys/fs/cgroup/systemd rw - cgroup cgroup rw,xattr,name=systemd
            41 31 0:38 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw
            """,
        ]
        let places = CgroupPlaces(files: files)
        #expect(places.memory?.own == "/sys/fs/cgroup/memory/m")
        #expect(
            places.cpu
                == CgroupPlace(
                    version: .v1,
                    directories: ["/sys/fs/cgroup/cpu,cpuacct/c", "/sys/fs/cgroup/cpu,cpuacct"]
                )
        )
        #expect(
            places.processes
                == CgroupPlace(version: .v2, directories: ["/sys/fs/cgroup/unified/u", "/sys/fs/cgroup/unified"])
        )
    }

    @Test func aControllerThatCannotBeReachedSpoilsNoOther() {
        let files: FakeFiles = [
            "/proc/self/cgroup": "5:name=systemd:/outside\n4:memory:/docker/4e5f\n2:cpu:/outside\n",
            "/proc/self/mountinfo": """
            35 31 0:32 /docker/4e5f /sys/fs/cgroup/memory ro - cgroup cgroup rw,memory
            36 31 0:33 /docker/4e5f /sys/fs/cgroup/cpu ro - cgroup cgroup rw,cpu
            37 31 0:34 /docker/4e5f /sys/fs/cgroup/systemd ro - cgroup cgroup rw,xattr,name=systemd
            """,
            "/proc/self/stat": "42 (x) R",
        ]
        let places = CgroupPlaces(files: files)
        #expect(places.memory?.directories == ["/sys/fs/cgroup/memory"])
        #expect(places.cpu == nil)
    }

    @Test func anEmptyV2LineDoesNotHideTheV1Controller() {
        let files = FakeFiles.v1("/w").with("/sys/fs/cgroup/memory/w", ["memory.limit_in_bytes": mebibytes(5)])
        #expect(files.memory() == 5)
    }

    @Test func ofSeveralMountsTheOneThatShowsUsIsTaken() {
        let mounts = """
            30 23 0:26 /other /sys/fs/cgroup rw - cgroup2 cgroup rw
            31 23 0:26 /a /mnt/a rw - cgroup2 cgroup rw
            """
        #expect(place(FakeFiles.v2("/a/b", mounts: mounts)) == ["/mnt/a/b", "/mnt/a"])
    }

    @Test func ofSeveralMountsThatShowUsTheOneWithMostAncestorsIsTaken() {
        let mounts = """
            30 23 0:26 /a/b /sys/fs/cgroup rw - cgroup2 cgroup rw
            31 23 0:26 / /mnt/host rw - cgroup2 cgroup rw
            """
        #expect(place(FakeFiles.v2("/a/b", mounts: mounts)) == ["/mnt/host/a/b", "/mnt/host/a", "/mnt/host"])
    }

    @Test func ofEqualMountsTheUsualOneIsTaken() {
        let mounts = """
            30 23 0:26 / /mnt/host rw - cgroup2 cgroup rw
            31 23 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup rw
            32 23 0:26 / /var/other rw - cgroup2 cgroup rw
            """
        #expect(place(FakeFiles.v2("/", mounts: mounts)) == ["/sys/fs/cgroup"])
    }

    @Test func aLaterMountHidesAnEarlierOneOfTheSameDirectory() {
        let mounts = """
            30 23 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup rw
            31 23 0:26 /a /sys/fs/cgroup rw - cgroup2 cgroup rw
            """
        #expect(place(FakeFiles.v2("/a/b", mounts: mounts)) == ["/sys/fs/cgroup/b", "/sys/fs/cgroup"])
    }

    @Test func withoutMountinfoTheUsualDirectoriesAreTried() {
        var files = FakeFiles.v2("/").with("/sys/fs/cgroup", ["cgroup.procs": "", "memory.max": mebibytes(9)])
        files.texts["/proc/self/mountinfo"] = nil
        #expect(files.memory() == 9)
        var old = FakeFiles.v1("/w").with(
            "/sys/fs/cgroup/memory",
            ["cgroup.procs": "", "memory.limit_in_bytes": mebibytes(8)]
        )
        old.texts["/proc/self/mountinfo"] = nil
        #expect(old.memory() == 8)
    }

    @Test func withoutTheMembershipWhatIsMountedCounts() {
        var files = FakeFiles.v1("/").with("/sys/fs/cgroup/memory", ["memory.limit_in_bytes": mebibytes(8)])
        files.texts["/proc/self/cgroup"] = nil
        #expect(files.memory() == 8)
        var new = FakeFiles.v2("/").with("/sys/fs/cgroup", ["memory.max": mebibytes(7)])
        new.texts["/proc/self/cgroup"] = nil
        #expect(new.memory() == 7)
    }

    @Test func withoutProcTheUsualDirectoryIsTried() {
        let files: FakeFiles = ["/sys/fs/cgroup/cgroup.procs": "1\n", "/sys/fs/cgroup/memory.max": mebibytes(6)]
        #expect(files.memory() == 6)
    }
}
