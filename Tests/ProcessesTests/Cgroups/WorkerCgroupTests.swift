// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Capacity
internal import Glibc
internal import PlimsollTesting
internal import Testing

@testable import Processes

struct WorkerCgroupTests {
    /// Where this process is in the v2 hierarchy, which even a host of v1 controllers has.
    private func unified() throws -> String {
        let path = try #require(
            TextFile.read("/proc/self/cgroup")?.split(separator: "\n").first { $0.hasPrefix("0::") }
        )
        let mounts = try #require(TextFile.read("/proc/self/mounts")).split(separator: "\n")
        let mount = try #require(mounts.map { $0.split(separator: " ") }.first { $0[2] == "cgroup2" })
        return "\(mount[1])\(path.dropFirst(3))/plimsoll-test-\(getpid())-\(UInt32.random(in: 0 ... .max))"
    }

    @Test func v2EndsAllAtOnceAlsoInCgroupsBelow() async throws {
        let folder = CgroupFolder(version: .v2, controllers: [], path: try unified())
        let cgroup = WorkerCgroup(folders: [folder])
        try Folder.make(folder.path)
        defer { _ = cgroup.remove() }
        try Folder.make("\(folder.path)/below")
        let script = """
            echo 0 > \(folder.path)/cgroup.procs; sleep 1000 &
            echo 0 > \(folder.path)/below/cgroup.procs; setsid -f sleep 1000
            """
        #expect(system("/bin/sh -c '\(script)' < /dev/null > /dev/null 2>&1") == 0)
        try await eventually("both processes") { cgroup.processes().count == 2 }
        #expect(!cgroup.remove())
        cgroup.kill()
        try await eventually("their end") { cgroup.processes().isEmpty }
        try await eventually("its removal") { cgroup.remove() }
        #expect(!Folder.isFolder(folder.path))
    }

    @Test func aPlanThatFailsLeavesNoFolder() throws {
        let home = CgroupFolder(version: .v2, controllers: [.memory], path: try unified())
        try Folder.make(home.path)
        defer { rmdir(home.path) }
        var plan = CgroupPlan(worker: "w", limits: Limits(), homes: [home])
        plan.settings = [CgroupPlan.Setting(file: "\(home.path)/w/no.such.file", value: "1")]
        let error = #expect(throws: SystemError.self) { try WorkerCgroup.make(plan) }
        #expect(error?.isMissing == true)
        #expect(!Folder.isFolder("\(home.path)/w"))
        plan.settings[0].mayBeAbsent = true
        #expect(try WorkerCgroup.make(plan).remove())
    }
}
