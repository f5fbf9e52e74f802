// Plimsoll
// SPDX-License-Identifier: Apache-2.0

package import Capacity

/// The process of this host that a worker's name stands for.
package enum WorkerProcess {
    /// - Parameter worker: a process and its start, or a container's id, as a report has them.
    /// - Returns: nil where there is none here: a worker of another host, or one that has just ended.
    package static func find(_ worker: String, files: some FolderReader) -> Int32? {
        if worker.count == 64, worker.utf8.allSatisfy({ isHexadecimal($0) }) {
            return oldest(inContainer: worker, files)
        }
        let parts = worker.split(separator: "-")
        guard parts.count == 2, let number = Int32(parts[0]), let ticks = Int64(parts[1]),
            let process = stat(number, files),
            process.started == .milliseconds(ticks.multipliedReportingOverflow(by: 10).partialValue)
        else { return nil }
        return number
    }

    /// The container's first process: the cgroup it is in bears the container's id, wherever the engine put it.
    private static func oldest(inContainer id: String, _ files: some FolderReader) -> Int32? {
        let processes = (files.folders(in: "/proc") ?? []).compactMap { Int32($0) }.filter { number in
            files.bytes(at: "/proc/\(number)/cgroup").map { String(decoding: $0, as: UTF8.self).contains(id) } ?? false
        }
        return processes.compactMap { stat($0, files) }.min { ($0.started, $0.number) < ($1.started, $1.number) }?
            .number
    }

    private static func stat(_ number: Int32, _ files: some FolderReader) -> ContainerProcess? {
        files.bytes(at: "/proc/\(number)/stat").flatMap { ContainerProcess(stat: $0) }
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
    }
}
