// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Capacity

/// The processes of this host.
enum ProcessTable {
    /// Nil: there is none of that number.
    static func stat(of pid: Int32) -> ProcessStat? {
        TextFile.read("/proc/\(pid)/stat").flatMap { ProcessStat(parsing: $0) }
    }

    static func isRunning(_ process: ProcessIdentity) -> Bool {
        guard let stat = stat(of: process.pid) else { return false }
        return stat.identity == process && !stat.hasEnded
    }

    /// Who lives in the session that `leader` began, or carries `mark` in its environment, as those do that began a session
    /// of their own.
    static func members(of leader: ProcessIdentity, mark: String?) -> [ProcessStat] {
        // Once leader and members are gone, its number may be given away, and with it a session that is none of ours.
        let isReused = stat(of: leader.pid).map { $0.identity != leader } ?? false
        return Folder.names(in: "/proc").compactMap { Int32($0) }.compactMap { pid in
            guard let stat = stat(of: pid), !stat.hasEnded else { return nil }
            if stat.session == leader.pid && !isReused { return stat }
            guard let mark, carries(mark, pid) else { return nil }
            return stat
        }
    }

    /// Differs after each start of the machine.
    static func bootID() -> String {
        TextFile.read("/proc/sys/kernel/random/boot_id")?.filter { $0 != "\n" } ?? ""
    }

    private static func carries(_ mark: String, _ pid: Int32) -> Bool {
        guard let environment = SystemFiles().bytes(at: "/proc/\(pid)/environ") else { return false }
        return environment.split(separator: 0).contains { $0.elementsEqual(mark.utf8) }
    }
}
