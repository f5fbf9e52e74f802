// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Capacity

struct ContainerProcessTests {
    private func numbers(_ files: FakeFiles, container: String?) -> [Int32] {
        ContainerProcessReader(files: files, container: container, own: 99).read(closely: false).map(\.number).sorted()
    }

    @Test func aNameMayHoldAnything() {
        let files = FakeFiles().with(process: 7, name: "a) R 1 (\n)", state: "D", threads: 3, seconds: 1.5, started: 20)
        let process = ContainerProcess(stat: files.bytes(at: "/proc/7/stat") ?? [])
        #expect(process?.number == 7 && process?.state == UInt8(ascii: "D") && process?.threads == 3)
        #expect(process?.name == Array("a) R 1 (\n)".utf8))
        #expect(process?.processorTime == .milliseconds(1500) && process?.started == .seconds(20))
    }

    @Test(arguments: ["", "7", "7 (x", "7 (x) S 1", "x (y) S 1 1 1 1 1 0 0 0 0 0 1 1 0 0 0 0 1 0 5", ") 7 ("])
    func brokenFilesAreNoProcess(text: String) {
        #expect(ContainerProcess(stat: Array(text.utf8)) == nil)
    }

    @Test func aThreadOfTheKernelIsNone() {
        let text = "2 (kthreadd) S 0 0 0 0 -1 2129984 0 0 0 0 0 0 0 0 20 0 1 0 5 0 0\n"
        #expect(ContainerProcess(stat: Array(text.utf8)) == nil)
    }

    @Test func theContainersAreThoseOfItsCgroupAndBelow() {
        let files = FakeFiles().with(process: 1, name: "a").with(process: 2, name: "b").with(process: 3, name: "c")
            .with("/cg/w", ["cgroup.procs": "1\n"]).with("/cg/w/deep/er", ["cgroup.procs": "2\n99\n"])
            .with("/cg/other", ["cgroup.procs": "3\n"])
        #expect(numbers(files, container: "/cg/w") == [1, 2])
        #expect(numbers(files, container: nil) == [1, 2, 3])
    }

    @Test func whereACgroupNamesNobodyProcDoes() {
        let files = FakeFiles().with(process: 1, name: "a").with("/cg/w", ["cgroup.procs": "0\n0\n"])
        #expect(numbers(files, container: "/cg/w") == [1])
        #expect(numbers(files, container: "/gone") == [1])
    }

    @Test func oneThatHasEndedMeanwhileIsLeftOut() {
        let files = FakeFiles().with(process: 1, name: "a").with("/cg/w", ["cgroup.procs": "1\n5\n"])
        #expect(numbers(files, container: "/cg/w") == [1])
    }

    @Test func everyThreadThatRunsCounts() {
        let files = FakeFiles().with(process: 1, name: "a", state: "R").with(process: 2, name: "b", threads: 3)
            .with("/proc/2/task/2", ["stat": "2 (b) S 1 1 1 0 -1 0 0 0 0 0 0 0 0 0 20 0 3 0 1 0 0"])
            .with("/proc/2/task/3", ["stat": "3 (b) R 1 1 1 0 -1 0 0 0 0 0 0 0 0 0 20 0 3 0 1 0 0"])
            .with("/proc/2/task/4", ["stat": "4 (b) D 1 1 1 0 -1 0 0 0 0 0 0 0 0 0 20 0 3 0 1 0 0"])
        let reader = ContainerProcessReader(files: files, container: nil, own: 99)
        #expect(reader.active(reader.read(closely: false)) == 3)
    }

    @Test func usersHaveTheirNames() {
        let users = UserNames(passwd: Array("root:x:0:0::/:/bin/sh\nbroken\n\u{1B}[2J:x:7:7::\n::\n".utf8))
        #expect(users.name(of: 0) == "root")
        #expect(users.name(of: 7) == #"\x1b[2J"#)
        #expect(users.name(of: 8) == "8")
    }
}
