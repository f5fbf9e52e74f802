// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Capacity

/// A machine of a few files. What is not in it cannot be read.
struct FakeFiles: FileReader, ExpressibleByDictionaryLiteral {
    var texts: [String: String]

    init(dictionaryLiteral elements: (String, String)...) {
        texts = Dictionary(uniqueKeysWithValues: elements)
    }

    func bytes(at path: String) -> [UInt8]? { texts[path].map { Array($0.utf8) } }

    /// Adds files of one directory.
    func with(_ directory: String, _ files: [String: String]) -> FakeFiles {
        var copy = self
        for (name, text) in files { copy.texts["\(directory)/\(name)"] = text }
        return copy
    }

    /// A process in v2, seen through mounts given as mountinfo lines.
    static func v2(_ path: String, mounts: String = "30 23 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup rw") -> FakeFiles {
        ["/proc/self/cgroup": "0::\(path)\n", "/proc/self/mountinfo": "\(mounts)\n", "/proc/self/stat": "42 (x) R"]
    }

    /// A process in a v1 memory hierarchy.
    static func v1(
        _ path: String,
        root: String = "/",
        at directory: String = "/sys/fs/cgroup/memory"
    ) -> FakeFiles {
        [
            "/proc/self/cgroup": "9:name=systemd:/\n4:memory:\(path)\n0::/\n",
            "/proc/self/mountinfo": "35 31 0:32 \(root) \(directory) rw,relatime - cgroup cgroup rw,memory\n",
            "/proc/self/stat": "42 (x) R",
        ]
    }

    func limits() -> EffectiveLimits { LimitFinder(files: self).limits() }

    /// The memory limit in MiB.
    func memory() -> Int64? { limits().memory.map { $0.value.bytes >> 20 } }
}

func mebibytes(_ count: Int64) -> String { "\(count << 20)\n" }
