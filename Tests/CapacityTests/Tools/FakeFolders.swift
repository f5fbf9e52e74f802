// Plimsoll
// SPDX-License-Identifier: Apache-2.0

import Capacity

extension FakeFiles: FolderReader {
    /// Nothing at all.
    init() { self = [:] }

    /// The folders that its files lie in.
    func folders(in path: String) -> [String]? {
        let names = texts.keys.compactMap { file -> String? in
            guard file.hasPrefix(path + "/") else { return nil }
            let steps = file.dropFirst(path.count + 1).split(separator: "/")
            return steps.count > 1 ? String(steps[0]) : nil
        }
        return names.isEmpty ? nil : Array(Set(names)).sorted()
    }

    /// Adds a process: its files in `/proc`.
    func with(
        process number: Int,
        name: String,
        state: String = "S",
        threads: Int = 1,
        seconds: Double = 0,
        started: Int = 0,
        resident: Int = 1024,
        committed: Int = 2048,
        user: Int = 0
    ) -> FakeFiles {
        let before = Array(repeating: "0", count: 4).joined(separator: " ")
        let ticks = "\(Int(seconds * 100)) 0 0 0 20 0 \(threads) 0 \(started * 100) 1000000 256"
        return with(
            "/proc/\(number)",
            [
                "stat": "\(number) (\(name)) \(state) 1 1 1 0 -1 4194304 \(before) \(ticks)\n",
                "status": "Name:\tx\nUid:\t\(user)\t0\t0\t0\nVmData:\t\(committed) kB\nVmRSS:\t\(resident) kB\n",
            ]
        )
    }
}
