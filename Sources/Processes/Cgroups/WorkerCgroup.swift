// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Capacity
internal import Glibc

/// The cgroups of one worker, one in each hierarchy.
struct WorkerCgroup: Hashable, Sendable {
    var folders: [CgroupFolder]

    /// Makes them as planned; leaves nothing behind when it fails.
    static func make(_ plan: CgroupPlan) throws(SystemError) -> WorkerCgroup {
        let cgroup = WorkerCgroup(folders: plan.folders)
        do throws(SystemError) {
            for folder in plan.folders { try Folder.make(folder.path) }
            for setting in plan.settings {
                do throws(SystemError) {
                    try TextFile.write(setting.value, to: setting.file)
                } catch {
                    guard setting.mayBeAbsent && error.isMissing else { throw error }
                }
            }
        } catch {
            _ = cgroup.remove()
            throw error
        }
        return cgroup
    }

    /// The files a process writes itself into to become a member.
    var membershipFiles: [String] { folders.map { "\($0.path)/cgroup.procs" } }

    /// All that live in them, and in those they made below.
    func processes() -> Set<Int32> {
        var found: Set<Int32> = []
        for folder in folders {
            for path in Self.tree(folder.path) {
                let text = TextFile.read("\(path)/cgroup.procs") ?? ""
                found.formUnion(text.split(separator: "\n").compactMap { Int32($0) }.filter { $0 > 0 })
            }
        }
        return found
    }

    /// Sends SIGKILL to everything in them.
    func kill() {
        for folder in folders where folder.version == .v2 {
            // Where the kernel is too old for it, the loop below does the same.
            try? TextFile.write("1", to: "\(folder.path)/cgroup.kill")
        }
        for pid in processes() { Glibc.kill(pid, SIGKILL) }
    }

    /// Removes them. False: something still lives there.
    func remove() -> Bool {
        var isGone = true
        for folder in folders {
            for path in Self.tree(folder.path).reversed() where rmdir(path) != 0 && errno != ENOENT { isGone = false }
        }
        return isGone
    }

    /// Removes the folders of the proxy that these were made in, where they hold no worker any more.
    func removeEmptyHomes() {
        for folder in folders {
            guard let end = folder.path.lastIndex(of: "/") else { continue }
            rmdir(String(folder.path[..<end]))
        }
    }

    func usage() -> ResourceUsage {
        CgroupUsage(of: places, files: SystemFiles()).read()
    }

    private var places: CgroupPlaces {
        CgroupPlaces(
            memory: place(of: .memory),
            cpu: place(of: .cpu),
            cpuAccounting: place(of: .cpuAccounting),
            processes: place(of: .processes)
        )
    }

    private func place(of controller: CgroupController) -> CgroupPlace? {
        folders.first { $0.controllers.contains(controller) }.map {
            CgroupPlace(version: $0.version, directories: [$0.path])
        }
    }

    /// A folder and all below it, those above first.
    private static func tree(_ path: String) -> [String] {
        [path] + Folder.folders(in: path).flatMap { tree($0) }
    }
}
