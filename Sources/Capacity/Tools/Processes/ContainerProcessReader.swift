// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// Finds the processes of the container: all in its cgroup and in those below. Where that cannot be told, all that `/proc` shows, which
/// in a container of its own namespace is the same.
package struct ContainerProcessReader<Files: FolderReader> {
    private let files: Files
    private let container: String?
    private let own: Int32

    /// - Parameter own: the calling process, which is left out: it would see itself run every time.
    package init(files: Files, container: String?, own: Int32) {
        self.files = files
        self.container = container
        self.own = own
    }

    /// Reads afresh. `closely`: with what `/proc/PID/status` tells.
    package func read(closely: Bool) -> [ContainerProcess] {
        numbers().compactMap { number in
            guard number != own, let stat = files.bytes(at: "/proc/\(number)/stat"),
                var process = ContainerProcess(stat: stat)
            else { return nil }
            if closely, let status = files.bytes(at: "/proc/\(number)/status") { process.add(status: status) }
            return process
        }
    }

    /// The calling process itself; nil where `/proc` is hidden: it then shows neither this one nor the first of all.
    package func caller() -> ContainerProcess? {
        guard files.bytes(at: "/proc/1/stat") != nil else { return nil }
        return files.bytes(at: "/proc/self/stat").flatMap { ContainerProcess(stat: $0) }
    }

    /// How many threads of these run, could run, or wait for a disk.
    package func active(_ processes: [ContainerProcess]) -> Int {
        processes.reduce(0) { sum, process in
            guard process.threads > 1, let threads = files.folders(in: "/proc/\(process.number)/task") else {
                return sum + (process.isActive ? 1 : 0)
            }
            return sum
                + threads.count { thread in
                    files.bytes(at: "/proc/\(process.number)/task/\(thread)/stat")
                        .flatMap { ContainerProcess(stat: $0) }?.isActive ?? false
                }
        }
    }

    private func numbers() -> [Int32] {
        if let container {
            var found: [Int32] = []
            var folders = [container]
            while let folder = folders.popLast() {
                found += CgroupProcesses.read(at: folder, files: files) ?? []
                folders += (files.folders(in: folder) ?? []).map { "\(folder)/\($0)" }
            }
            // Seen from another process namespace, all of them are 0.
            if !found.isEmpty { return found }
        }
        return (files.folders(in: "/proc") ?? []).compactMap { name in
            KernelText.number(Array(name.utf8)[...]).flatMap { Int32(exactly: $0) }
        }
    }
}
