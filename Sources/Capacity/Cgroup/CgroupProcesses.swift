// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// The processes in one cgroup, without those in the cgroups below it.
package enum CgroupProcesses {
    /// Nil where they cannot be read.
    package static func read(at directory: String, files: some FileReader) -> [Int32]? {
        files.bytes(at: "\(directory)/cgroup.procs").map { text in
            KernelText.lines(text).compactMap { KernelText.number($0).map { Int32(clamping: $0) } }.filter { $0 > 0 }
        }
    }
}
