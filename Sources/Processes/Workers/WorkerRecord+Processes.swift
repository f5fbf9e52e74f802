// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Capacity
internal import Glibc

/// What is done to all processes of a worker at once.
extension WorkerRecord {
    /// The processes of it that live; its first one counts no more once it has ended.
    func survivors() -> [Int32] {
        cgroup.folders.isEmpty
            ? ProcessTable.members(of: process, mark: mark).map(\.identity.pid)
            : cgroup.processes().sorted()
    }

    /// Sends SIGKILL to all of them.
    func killAll() {
        cgroup.kill()
        if cgroup.folders.isEmpty { for pid in survivors() { kill(pid, SIGKILL) } }
    }

    func usage() -> ResourceUsage {
        guard cgroup.folders.isEmpty else { return cgroup.usage() }
        let members = ProcessTable.members(of: process, mark: mark)
        let ticks = members.reduce(0) { $0 + $1.processorTicks }
        let pages = members.reduce(0) { $0 + $1.residentPages }
        return ResourceUsage(
            memory: ByteCount(bytes: pages * Int64(sysconf(Int32(_SC_PAGESIZE)))),
            memoryLimit: memoryLimit,
            cpuTime: .milliseconds(ticks * 1000 / UInt64(max(sysconf(Int32(_SC_CLK_TCK)), 1))),
            processes: members.count
        )
    }
}
