// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Capacity

/// A host of a few files.
struct FakeHost: FolderReader {
    var texts: [String: String] = [:]

    func bytes(at path: String) -> [UInt8]? { texts[path].map { Array($0.utf8) } }

    func folders(in path: String) -> [String]? {
        let names = texts.keys.filter { $0.hasPrefix(path + "/") }.map {
            $0.dropFirst(path.count + 1).split(separator: "/")
        }
        return Set(names.filter { $0.count > 1 }.map { String($0[0]) }).sorted()
    }

    /// Adds a process that was started so many ticks after the machine, in a v2 cgroup.
    mutating func add(process: Int, started: Int, cgroup: String, committed: Int = 0) {
        texts["/proc/\(process)/stat"] =
            "\(process) (w) S 1 1 1 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 \(started) 0 0\n"
        texts["/proc/\(process)/cgroup"] = "0::\(cgroup)\n"
        texts["/proc/\(process)/status"] = "VmRSS: 1 kB\nVmData: \(committed) kB\n"
        texts["/sys/fs/cgroup\(cgroup)/cgroup.procs", default: ""] += "\(process)\n"
        // The top of the hierarchy lacks it.
        if cgroup != "/" { texts["/sys/fs/cgroup\(cgroup)/cgroup.events"] = "populated 1\n" }
    }

    mutating func add(memory: Int64, of limit: Int64, at cgroup: String) {
        texts["/sys/fs/cgroup\(cgroup)/memory.current"] = "\(memory << 20)\n"
        texts["/sys/fs/cgroup\(cgroup)/memory.max"] = "\(limit << 20)\n"
    }

    static let v2 = FakeHost(texts: [
        "/proc/self/cgroup": "0::/shell\n",
        "/proc/self/mountinfo": "30 23 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup rw\n",
        "/proc/meminfo": "MemTotal: 8388608 kB\nMemAvailable: 4194304 kB\n",
    ])
}
